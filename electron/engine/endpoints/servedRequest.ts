import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import type { Prompt, Sampling } from '../../../models/teacher/teacher.ts';
import { ALL } from './completionRequest.ts';

/** The largest 32-bit number, and one more. */
const SEEDS = 2 ** 32;

const promptSchema = z
  .strictObject({
    text: z.string(),
    chat: z.boolean(),
    turns: z.array(z.int().min(0)).optional(),
    shared: z.int().min(0).optional(),
  })
  // a prompt has no key that is there and undefined
  .transform(
    ({ turns, shared, ...prompt }): Prompt => ({
      ...prompt,
      ...(turns ? { turns } : {}),
      ...(shared === undefined ? {} : { shared }),
    }),
  );

const MOST_PROMPTS = 4096;
export const countSchema = z.strictObject({ prompts: z.array(promptSchema).max(MOST_PROMPTS) });
export const cutSchema = z.strictObject({
  texts: z.array(z.string()).max(MOST_PROMPTS),
  limit: z.int().min(0).max(10_000_000),
});
export const scoreSchema = z.strictObject({
  prompt: promptSchema,
  continuations: z.array(z.string()).min(1).max(1000),
});

const samplingSchema = z.object({
  model: z.string().optional(),
  temperature: z.number().min(0).max(10).default(1),
  top_p: z.number().positive().max(1).default(1),
  max_tokens: z.int().min(1).max(100_000).default(256),
  seed: z.int().optional(),
  stop: z
    .union([z.string(), z.array(z.string()).max(64)])
    .nullish()
    .transform((stop) => (typeof stop === 'string' ? [stop] : (stop ?? []))),
  n: z.literal(1).default(1),
  stream: z.literal(false).default(false),
  /** GBNF; llama.cpp's server takes it in the same way. */
  grammar: z.string().max(100_000).optional(),
  // what would change an answer is refused; the values that change nothing are not
  logprobs: z.union([z.literal(false), z.null()]).optional(),
  echo: z.union([z.literal(false), z.null()]).optional(),
  presence_penalty: z.literal(0).optional(),
  frequency_penalty: z.literal(0).optional(),
  top_k: z.int().max(0).optional(),
  min_p: z.literal(0).optional(),
  repeat_penalty: z.literal(1).optional(),
  repetition_penalty: z.literal(1).optional(),
  stillroom: z
    .strictObject({
      against: z
        .strictObject({
          prompts: z.array(promptSchema).min(1).max(100),
          decay: z.number().min(0),
        })
        .optional(),
      /** How much of the prompt's start other requests have too, in UTF-16 units. */
      shared: z.union([z.literal(ALL), z.int().min(0)]).optional(),
    })
    .optional(),
});

export const completionSchema = samplingSchema.extend({ prompt: z.string() });
export const chatSchema = samplingSchema.extend({
  messages: z
    .array(z.object({ role: z.string(), content: z.string() }))
    .min(1)
    .max(1000),
});

/** A call as a teacher takes it. */
export interface ServedCall {
  readonly prompt: Prompt;
  readonly sampling: Sampling;
}

/** A request to continue a text. */
export function completionCall(request: z.output<typeof completionSchema>): ServedCall {
  const prompt = { text: request.prompt, chat: false };
  return { prompt: withStart(prompt, request), sampling: samplingOf(request) };
}

/**
 * A request in a chat: its messages are turns of the model's own template.
 * @throws BadInput for roles that do not take turns, the user first and last
 */
export function chatCall(request: z.output<typeof chatSchema>): ServedCall {
  const { messages } = request;
  for (const [i, { role }] of messages.entries()) {
    const due = i % 2 === 0 ? 'user' : 'assistant';
    if (role === due) continue;
    throw new BadInput(
      `messages[${i}].role is '${role}', where '${due}' is due: the user and the assistant take turns, and the user begins. ` +
        'Put a system prompt at the start of the user’s first message.',
    );
  }
  if (messages.length % 2 === 0) throw new BadInput('The last message must be the user’s.');
  const turns: number[] = [];
  let text = '';
  for (const { content } of messages) {
    if (text !== '') turns.push(text.length);
    // white space before a turn is not part of it, and so an empty message has a place too
    text += `${content}\n`;
  }
  const prompt = { text: text.slice(0, -1), chat: true };
  const sampling = samplingOf(request);
  const whole = turns.length > 0 ? { ...prompt, turns } : prompt;
  return { prompt: withStart(whole, request), sampling };
}

function withStart(prompt: Prompt, { stillroom }: z.output<typeof samplingSchema>): Prompt {
  const { shared } = stillroom ?? {};
  if (shared === undefined) return prompt;
  return { ...prompt, shared: shared === ALL ? prompt.text.length : shared };
}

function samplingOf(request: z.output<typeof samplingSchema>): Sampling {
  const {
    temperature,
    top_p: topP,
    max_tokens: maxTokens,
    seed,
    stop,
    grammar,
    stillroom,
  } = request;
  const drawn = seed ?? Math.floor(Math.random() * SEEDS);
  return {
    temperature,
    topP,
    maxTokens,
    seed: ((drawn % SEEDS) + SEEDS) % SEEDS,
    stop,
    ...(grammar === undefined ? {} : { grammar }),
    ...(stillroom?.against ? { against: stillroom.against } : {}),
  };
}

/** What is wrong with a request, by its first field. */
export function requestFault(error: z.ZodError): string {
  const [issue] = error.issues;
  const field = issue?.path.join('.') || 'the body';
  if (field === 'stream')
    return 'stream: answers come whole here; set it to false or leave it out.';
  if (field === 'n') return 'n: one answer a request; set it to 1 or leave it out.';
  return `${field}: ${issue?.message ?? 'it cannot be read'}.`;
}
