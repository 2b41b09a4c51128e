import pMap from 'p-map';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { toSentenceEnd } from '../../../models/teacher/toSentenceEnd.ts';
import { turnsOf } from '../../../models/teacher/turnsOf.ts';
import { type AskOptions, askEndpoint } from './askEndpoint.ts';
import type { ProbedEndpoint } from './capabilities.ts';
import { messagesOf } from './completionRequest.ts';
import { EndpointFault } from './endpointFault.ts';

/** A text's beginning, and how many tokens it has. */
export interface CutText {
  readonly text: string;
  readonly tokens: number;
}

/** Requests to a tokenizer at once; each takes milliseconds. */
const AT_ONCE = 8;

/** Numbers of tokens by the endpoint's own tokenizer, with its chat template around a chat. */
export async function countTokensAt(
  probed: ProbedEndpoint,
  prompts: readonly Prompt[],
  options: AskOptions,
): Promise<number[]> {
  const { endpoint, can } = probed;
  if (can.tokenizer === 'stillroom') {
    const { json } = await askEndpoint(endpoint, '/stillroom/count-tokens', { prompts }, options);
    const { tokens } = (json ?? {}) as { readonly tokens?: unknown };
    if (isNumbers(tokens) && tokens.length === prompts.length) return tokens;
    throw noTokens(endpoint.url);
  }
  return pMap(
    prompts,
    async (prompt) => {
      if (!prompt.chat) return (await tokensOf(probed, prompt.text, options)).length;
      if (can.tokenizer === 'vllm') {
        const body = { model: endpoint.model, messages: messagesOf(prompt) };
        const { json } = await askEndpoint(endpoint, '/tokenize', body, options);
        return readTokens(json, endpoint.url).length;
      }
      const turns = turnsOf(prompt);
      const counts = await pMap(turns, (turn) => tokensOf(probed, turn, options));
      const own = counts.reduce((sum, { length }) => sum + length, 0);
      return own + frameBound(turns.length);
    },
    { concurrency: AT_ONCE },
  );
}

/** The longest beginnings of at most `limit` tokens, each up to the end of a sentence if it has one. */
export async function cutTextsAt(
  probed: ProbedEndpoint,
  texts: readonly string[],
  limit: number,
  options: AskOptions,
): Promise<CutText[]> {
  const { endpoint, can } = probed;
  if (can.tokenizer === 'stillroom') {
    const { json } = await askEndpoint(endpoint, '/stillroom/cut-texts', { texts, limit }, options);
    const { cuts } = (json ?? {}) as { readonly cuts?: unknown };
    if (Array.isArray(cuts) && cuts.length === texts.length && cuts.every(isCut)) return cuts;
    throw noTokens(endpoint.url);
  }
  return pMap(texts, (text) => cutTextAt(probed, text, limit, options), { concurrency: AT_ONCE });
}

async function cutTextAt(
  probed: ProbedEndpoint,
  text: string,
  limit: number,
  options: AskOptions,
): Promise<CutText> {
  const { endpoint, can } = probed;
  const tokens = await tokensOf(probed, text, options);
  if (tokens.length <= limit) return { text, tokens: tokens.length };
  const body = { model: endpoint.model, tokens: tokens.slice(0, limit) };
  const { json } = await askEndpoint(endpoint, '/detokenize', body, options);
  const { prompt, content } = (json ?? {}) as Readonly<Record<string, unknown>>;
  const decoded = can.tokenizer === 'vllm' ? prompt : content;
  if (typeof decoded !== 'string') throw noTokens(endpoint.url);
  // SentencePiece may give a space too many at the start, and half a character at the end
  const start = text.startsWith(decoded.slice(0, 1)) ? decoded : decoded.trimStart();
  const kept = toSentenceEnd(commonStart(text, start));
  return { text: kept, tokens: (await tokensOf(probed, kept, options)).length };
}

async function tokensOf(
  { endpoint }: ProbedEndpoint,
  text: string,
  options: AskOptions,
): Promise<number[]> {
  // the names of both servers
  const body = {
    model: endpoint.model,
    prompt: text,
    content: text,
    add_special_tokens: false,
    add_special: false,
  };
  const { json } = await askEndpoint(endpoint, '/tokenize', body, options);
  return readTokens(json, endpoint.url);
}

function readTokens(json: unknown, url: string): number[] {
  const { tokens } = (json ?? {}) as { readonly tokens?: unknown };
  if (isNumbers(tokens)) return tokens;
  throw noTokens(url);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function isCut(value: unknown): value is CutText {
  const { text, tokens } = (value ?? {}) as Partial<CutText>;
  return typeof text === 'string' && typeof tokens === 'number';
}

function commonStart(text: string, other: string): string {
  let same = 0;
  while (same < other.length && text[same] === other[same]) same++;
  return text.slice(0, same);
}

const noTokens = (url: string) =>
  new EndpointFault('lost', `${url}: its tokenizer’s answer is none`);

/** What a chat template may put around a turn, and around all: markers, a date, a system prompt. */
const TURN_BOUND = 16;
const CHAT_BOUND = 256;

const frameBound = (turns: number) => CHAT_BOUND + turns * TURN_BOUND;

/**
 * At least as many tokens as any tokenizer makes of a prompt: each token stands for a byte or more.
 * It is what can be said without the server's tokenizer, and three to five times too many.
 */
export function tokenBound(prompt: Prompt): number {
  const frame = prompt.chat ? frameBound(turnsOf(prompt).length) : 1;
  return Buffer.byteLength(prompt.text) + frame;
}

/** A text's beginning that has at most `limit` tokens under any tokenizer. */
export function cutToBound(text: string, limit: number): CutText {
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return { text, tokens: bytes };
  const cut = Buffer.from(text).subarray(0, limit).toString('utf8');
  const kept = toSentenceEnd(commonStart(text, cut));
  return { text: kept, tokens: Buffer.byteLength(kept) };
}
