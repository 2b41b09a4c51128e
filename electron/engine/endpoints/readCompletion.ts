import { z } from 'zod';
import { EndpointFault } from './endpointFault.ts';

const choiceSchema = z.object({
  text: z.string().optional(),
  message: z
    .object({ content: z.string().nullish(), reasoning_content: z.string().nullish() })
    .optional(),
  finish_reason: z.string().nullish(),
  /** vLLM names the string at which it stopped, and says null at the end of the text. */
  stop_reason: z.union([z.string(), z.number()]).nullish(),
  logprobs: z.unknown().optional(),
});

const answerSchema = z.object({
  model: z.string().optional(),
  system_fingerprint: z.string().nullish(),
  choices: z.array(choiceSchema),
  usage: z
    .object({
      prompt_tokens: z.number().optional(),
      completion_tokens: z.number().optional(),
    })
    .nullish(),
  /** Stillroom's own server says how it ended. */
  stillroom: z
    .object({ ended: z.enum(['end of text', 'stop', 'max tokens']), sharedTokens: z.number() })
    .optional(),
});

/** A checked answer. */
export interface ReadCompletion {
  readonly text: string;
  readonly isCut: boolean;
  /** The server says that it ended at a stop string, or that it did not; undefined if it says neither. */
  readonly stopped: boolean | undefined;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly sharedTokens: number;
  readonly logprobs: unknown;
  readonly choices: number;
  readonly fingerprint: string | null;
  readonly model: string | undefined;
}

const ENDS = ['stop', 'length', 'eos', 'eos_token', 'stop_sequence'];

/**
 * Reads an answer of either kind of completion.
 * @param model the name that the answer must have
 * @throws EndpointFault if it is not such an answer, or another model gave it
 */
export function readCompletion(json: unknown, url: string, model: string): ReadCompletion {
  const read = answerSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue?.path.join('.') || 'the answer';
    throw new EndpointFault('lost', `${url}: its answer is no completion (${place})`);
  }
  const { choices, usage, stillroom, system_fingerprint: fingerprint = null } = read.data;
  const claimed = read.data.model;
  if (claimed !== undefined && claimed !== model) {
    throw new EndpointFault(
      'wrong',
      `${url}: it answers as the model '${claimed}', and '${model}' was asked for. If that is the same, add the endpoint with --model '${claimed}'`,
    );
  }
  const [choice] = choices;
  if (!choice) throw new EndpointFault('lost', `${url}: its answer has no choices`);
  const { text: own, message, finish_reason: finish, stop_reason: reason } = choice;
  // a model that spent all its tokens on thoughts has no answer
  const text = own ?? message?.content ?? (message?.reasoning_content ? '' : undefined);
  if (text === undefined) throw new EndpointFault('lost', `${url}: its answer has no text`);
  if (!finish || !ENDS.includes(finish)) {
    throw new EndpointFault('lost', `${url}: its answer ended by '${finish ?? 'nothing'}'`);
  }
  return {
    text,
    isCut: finish === 'length',
    stopped: stillroom
      ? stillroom.ended === 'stop'
      : finish === 'stop_sequence' || typeof reason === 'string'
        ? true
        : reason === null
          ? false
          : undefined,
    promptTokens: usage?.prompt_tokens ?? 0,
    outputTokens: usage?.completion_tokens ?? 0,
    sharedTokens: stillroom?.sharedTokens ?? 0,
    logprobs: choice.logprobs,
    choices: choices.length,
    fingerprint: fingerprint ?? null,
    model: claimed,
  };
}
