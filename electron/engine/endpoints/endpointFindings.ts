import type { EndpointFinding } from '../../contract/endpoints.ts';
import { type Capabilities, canScore } from './capabilities.ts';

const FINDINGS: readonly (readonly [string, (can: Capabilities) => boolean | null])[] = [
  ['continues texts (/v1/completions)', ({ completes }) => completes],
  ['answers in chats (/v1/chat/completions)', ({ chats }) => chats],
  ['writes something', ({ writes }) => writes],
  ['gives the same text for the same seed', ({ seeds }) => seeds],
  ['ends at stop strings', ({ stops }) => stops],
  ['says how likely it finds its own words', ({ logprobs }) => logprobs],
  ['scores labels', canScore],
  ['self-debiases', ({ isStillroom }) => isStillroom],
  ['counts tokens', ({ tokenizer }) => tokenizer !== null],
  ['takes top-k, min-p and repetition penalty', ({ takesNeutral }) => takesNeutral],
  ['writes several outputs a request, which Stillroom does not ask for', ({ several }) => several],
];

/** What an endpoint can do, in the words of the command line and the page. */
export function endpointFindings(can: Capabilities): EndpointFinding[] {
  return FINDINGS.map(([what, find]) => ({ what, found: find(can) }));
}
