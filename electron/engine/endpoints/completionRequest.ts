import type { Prompt, Sampling } from '../../../models/teacher/teacher.ts';
import { turnsOf } from '../../../models/teacher/turnsOf.ts';
import type { Capabilities } from './capabilities.ts';

/** A path under an endpoint's root, and what is posted there. */
export interface CompletionRequest {
  readonly path: '/v1/completions' | '/v1/chat/completions';
  readonly body: Readonly<Record<string, unknown>>;
}

/** OpenAI's own API takes no more; the output is cut at the others here. */
const MOST_STOPS = 4;

/**
 * Values that change nothing, for what some servers set otherwise if it is left out: top-k 40 and a
 * repetition penalty, for example. Each server knows some of these names; most ignore the others,
 * and the probe finds those that do not.
 */
const NEUTRAL = { top_k: -1, min_p: 0, repeat_penalty: 1, repetition_penalty: 1 };

/**
 * A call as a request in OpenAI's form: a chat's turns as messages, everything else as a text to be
 * continued. Whatever decides the output is said, so that no server's default does.
 */
export function completionRequest(
  model: string,
  prompt: Prompt,
  { temperature, topP, maxTokens, seed, stop, grammar, against }: Sampling,
  { isStillroom, takesNeutral }: Pick<Capabilities, 'isStillroom' | 'takesNeutral'>,
): CompletionRequest {
  const body = {
    model,
    temperature,
    top_p: topP,
    max_tokens: maxTokens,
    // llama-server takes the largest 32-bit number for 'draw one', and some servers have 31 bits
    seed: isStillroom ? seed : seed >>> 1,
    ...(stop.length > 0 ? { stop: stop.slice(0, MOST_STOPS) } : {}),
    n: 1,
    stream: false,
    presence_penalty: 0,
    frequency_penalty: 0,
    ...(takesNeutral ? NEUTRAL : {}),
    // llama.cpp's own field; other servers ignore it, and their output is read as it comes
    ...(takesNeutral && grammar !== undefined ? { grammar } : {}),
    ...(isStillroom ? ownFields(prompt, against) : {}),
  };
  if (!prompt.chat) return { path: '/v1/completions', body: { ...body, prompt: prompt.text } };
  return { path: '/v1/chat/completions', body: { ...body, messages: messagesOf(prompt) } };
}

/** What only Stillroom's own server takes, and needs to write the same rows as this computer. */
function ownFields({ text, turns, shared }: Prompt, against: Sampling['against']) {
  // a server builds a chat's text anew, so that a place within its turns would be another there
  const start = shared === text.length ? ALL : turns ? undefined : shared;
  if (start === undefined && !against) return {};
  return {
    stillroom: {
      ...(against ? { against } : {}),
      ...(start === undefined ? {} : { shared: start }),
    },
  };
}

/** A prompt that is the same in many requests. */
export const ALL = 'all';

/** The turns of a chat, of which the user has the first. */
export function messagesOf(prompt: Prompt) {
  return turnsOf(prompt).map((content, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content,
  }));
}
