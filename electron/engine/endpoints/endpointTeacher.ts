import { BadInput } from '../../../models/badInput.ts';
import { stopPosition } from '../../../models/teacher/stopPosition.ts';
import type {
  Completion,
  ContinuationScore,
  Prompt,
  Sampling,
} from '../../../models/teacher/teacher.ts';
import { answerStart } from '../../../models/teacher/thoughts.ts';
import type { Capabilities } from './capabilities.ts';
import { completionRequest } from './completionRequest.ts';
import { echoScore } from './echoScore.ts';
import { type AskOptions, askEndpoint } from './endpointClient.ts';
import { EndpointFault } from './endpointFault.ts';
import type { Endpoint } from './endpointRegistry.ts';
import { type ReadCompletion, readCompletion } from './readCompletion.ts';

/** An endpoint that was probed. */
export interface ProbedEndpoint {
  readonly endpoint: Endpoint;
  readonly can: Capabilities;
}

/** Asks an endpoint for one completion. @throws EndpointFault */
export async function generateAt(
  { endpoint, can }: ProbedEndpoint,
  prompt: Prompt,
  sampling: Sampling,
  options: AskOptions,
): Promise<Completion> {
  requireAble(endpoint.url, can, prompt, sampling);
  const since = performance.now();
  const ask = async (stop: readonly string[]) => {
    const { path, body } = completionRequest(endpoint.model, prompt, { ...sampling, stop }, can);
    const { json } = await askEndpoint(endpoint, path, body, options);
    return readCompletion(json, endpoint.url, can.model);
  };
  const first = await ask(sampling.stop);
  const { stop } = sampling;
  // a server stops at white space or within thoughts too, before there is an answer
  const read = !can.isStillroom && stop.length > 0 && hasNoAnswer(first) ? await ask([]) : first;
  const at = stopPosition(read.text, stop);
  return {
    output: at >= 0 ? read.text.slice(0, at) : read.text,
    promptTokens: read.promptTokens,
    outputTokens: read.outputTokens,
    sharedTokens: read.sharedTokens,
    ended: endOf(read, at >= 0),
    seconds: (performance.now() - since) / 1000,
    writtenBy: { url: endpoint.url, model: can.model, server: can.server },
  };
}

function hasNoAnswer({ text, isCut, stopped }: ReadCompletion): boolean {
  if (isCut || stopped === false) return false;
  const start = answerStart(text);
  return start < 0 || text.slice(start).trim() === '';
}

function endOf({ isCut, stopped }: ReadCompletion, isCutHere: boolean): Completion['ended'] {
  if (isCutHere || stopped) return 'stop';
  return isCut ? 'max tokens' : 'end of text';
}

function requireAble(
  url: string,
  can: Capabilities,
  { chat }: Prompt,
  { against }: Sampling,
): void {
  if (against && !can.isStillroom) {
    throw new BadInput(`${url}: self-debiasing needs a teacher of Stillroom’s own.`);
  }
  if (chat && !can.chats) {
    throw new BadInput(`${url}: it has no chat (/v1/chat/completions). Set frame to raw.`);
  }
  if (!chat && !can.completes) {
    throw new BadInput(
      `${url}: it cannot continue a text (/v1/completions). Set frame to chat, or use another server.`,
    );
  }
}

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
