import { BadInput } from '../../../models/badInput.ts';
import type { ContinuationScore, Prompt } from '../../../models/teacher/teacher.ts';
import { type AskOptions, askEndpoint } from './askEndpoint.ts';
import type { ProbedEndpoint } from './capabilities.ts';
import { echoScore } from './echoScore.ts';
import { EndpointFault } from './endpointFault.ts';

/** Asks how likely each continuation is after the prompt. @throws EndpointFault */
export async function scoreAt(
  { endpoint, can }: ProbedEndpoint,
  prompt: Prompt,
  continuations: readonly string[],
  options: AskOptions,
): Promise<ContinuationScore[]> {
  if (can.isStillroom) {
    const body = { prompt, continuations };
    const { json } = await askEndpoint(endpoint, '/stillroom/score', body, options);
    return readScores(json, endpoint.url, continuations.length);
  }
  if (prompt.chat) {
    throw new BadInput(`${endpoint.url}: labels are scored behind a text, not in a chat.`);
  }
  const scores: ContinuationScore[] = [];
  for (const continuation of continuations) {
    scores.push(await echoScore({ endpoint, can }, prompt.text, continuation, options));
  }
  return scores;
}

function readScores(json: unknown, url: string, count: number): ContinuationScore[] {
  const { scores } = (json ?? {}) as { readonly scores?: unknown };
  const isScore = (one: unknown): one is ContinuationScore => {
    const { log, tokens } = (one ?? {}) as Partial<ContinuationScore>;
    return typeof log === 'number' && typeof tokens === 'number';
  };
  if (Array.isArray(scores) && scores.length === count && scores.every(isScore)) return scores;
  throw new EndpointFault('lost', `${url}: its answer has no scores`);
}
