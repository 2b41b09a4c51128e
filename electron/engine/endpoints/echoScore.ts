import { z } from 'zod';
import type { ContinuationScore, Sampling } from '../../../models/teacher/teacher.ts';
import { type AskOptions, askEndpoint } from './askEndpoint.ts';
import type { ProbedEndpoint } from './capabilities.ts';
import { completionRequest } from './completionRequest.ts';
import { EndpointFault } from './endpointFault.ts';
import { readCompletion } from './readCompletion.ts';

const logprobsSchema = z.object({
  tokens: z.array(z.string()),
  // the first token has nothing before it
  token_logprobs: z.array(z.number().nullable()),
});

/** The prompt's own tokens are wanted; the one that is written is left out. */
const GREEDY: Sampling = { temperature: 0, topP: 1, maxTokens: 1, seed: 1, stop: [] };

/**
 * How likely a server that echoes a prompt with its log-probabilities (vLLM) finds a continuation:
 * the sum over the tokens at the end of the text. The offsets that the server gives count the mark at
 * the start of the text too, so the tokens' own letters are compared.
 * @throws EndpointFault if the answer has none, or if a token lies across the border
 */
export async function echoScore(
  { endpoint, can }: ProbedEndpoint,
  prompt: string,
  continuation: string,
  options: AskOptions,
): Promise<ContinuationScore> {
  const whole = { text: `${prompt}${continuation}`, chat: false };
  const { path, body } = completionRequest(endpoint.model, whole, GREEDY, can);
  const asked = { ...body, echo: true, logprobs: 1 };
  const { json } = await askEndpoint(endpoint, path, asked, options);
  const { logprobs, outputTokens } = readCompletion(json, endpoint.url, can.model);
  const read = logprobsSchema.safeParse(logprobs);
  if (!read.success) throw noScore(endpoint.url);
  const { tokens, token_logprobs: logs } = read.data;
  const echoed = tokens.slice(0, tokens.length - outputTokens);
  const count = tokensAtEnd(echoed, continuation);
  const own = logs.slice(echoed.length - count, echoed.length);
  const isWhole = logs.length === tokens.length && own.every((log) => log !== null);
  if (count === 0 || !isWhole) throw noScore(endpoint.url);
  return { log: own.reduce((sum: number, log) => sum + log!, 0), tokens: count };
}

/** How many tokens at the end are these letters; 0 if a token has more of them. */
function tokensAtEnd(tokens: readonly string[], letters: string): number {
  let end = '';
  for (let count = 1; count <= tokens.length; count++) {
    end = `${tokens[tokens.length - count]}${end}`;
    if (end === letters) return count;
    if (end.length >= letters.length) return 0;
  }
  return 0;
}

function noScore(url: string): EndpointFault {
  return new EndpointFault(
    'request',
    `${url}: it does not say how likely a label’s words are behind this text`,
  );
}
