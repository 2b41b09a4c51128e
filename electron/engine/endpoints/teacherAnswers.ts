import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import type { Completion } from '../../../models/teacher/teacher.ts';
import { appVersion } from '../files/appVersion.ts';
import {
  chatCall,
  chatSchema,
  completionCall,
  completionSchema,
  countSchema,
  cutSchema,
  requestFault,
  type ServedCall,
  scoreSchema,
} from './servedRequest.ts';
import type { ServedTeacher } from './servedTeacher.ts';

/** What is answered at a path. */
export interface TeacherAnswer {
  readonly method: 'GET' | 'POST';
  /** @throws BadInput for a request that cannot be answered */
  work(body: unknown): Promise<object> | object;
}

/**
 * What `stillroom teacher serve` answers: OpenAI's completions, and under `/stillroom` what a run
 * asks a teacher for besides.
 */
export function teacherAnswers(teacher: ServedTeacher): ReadonlyMap<string, TeacherAnswer> {
  const { model, pool, hasChat } = teacher;
  const complete = async (kind: 'text_completion' | 'chat.completion', call: ServedCall) => {
    const completion = await pool.generate(call.prompt, call.sampling);
    return completionAnswer(kind, model, completion);
  };
  const post = <Schema extends z.ZodType>(
    schema: Schema,
    work: (request: z.output<Schema>) => Promise<object>,
  ): TeacherAnswer => ({
    method: 'POST',
    work: async (body) => {
      const read = schema.safeParse(body);
      if (!read.success) throw new BadInput(requestFault(read.error));
      requireModel(read.data, model);
      return work(read.data);
    },
  });
  return new Map<string, TeacherAnswer>([
    [
      '/health',
      {
        method: 'GET',
        work: () => ({
          status: 'ok',
          server: 'stillroom',
          version: appVersion(),
          contextSize: pool.contextSize,
        }),
      },
    ],
    [
      '/v1/models',
      {
        method: 'GET',
        work: () => ({
          object: 'list',
          data: [
            { id: model, object: 'model', owned_by: 'stillroom', max_model_len: pool.contextSize },
          ],
        }),
      },
    ],
    [
      '/v1/completions',
      post(completionSchema, (request) => complete('text_completion', completionCall(request))),
    ],
    [
      '/v1/chat/completions',
      post(chatSchema, (request) => {
        if (!hasChat) throw new BadInput(`${model} has no chat template; use /v1/completions.`);
        return complete('chat.completion', chatCall(request));
      }),
    ],
    [
      '/tokenize',
      post(completionSchema, async ({ prompt }) => {
        const [count] = await pool.countTokens([{ text: prompt, chat: false }]);
        return { count, max_model_len: pool.contextSize };
      }),
    ],
    [
      '/stillroom/count-tokens',
      post(countSchema, async ({ prompts }) => ({
        tokens: await pool.countTokens(prompts),
      })),
    ],
    [
      '/stillroom/cut-texts',
      post(cutSchema, async ({ texts, limit }) => ({ cuts: await pool.cutTexts(texts, limit) })),
    ],
    [
      '/stillroom/score',
      post(scoreSchema, async ({ prompt, continuations }) => ({
        scores: await pool.score(prompt, continuations),
      })),
    ],
  ]);
}

/** Another program's setting is a mistake that would otherwise be found in the rows. */
function requireModel(request: unknown, model: string): void {
  const { model: asked } = (request ?? {}) as { readonly model?: unknown };
  if (asked === undefined || asked === model) return;
  throw new BadInput(`model: '${String(asked)}' is not here; this is ${model}.`);
}

const FINISH = { 'end of text': 'stop', stop: 'stop', 'max tokens': 'length' } as const;

function completionAnswer(
  object: 'text_completion' | 'chat.completion',
  model: string,
  { output, promptTokens, outputTokens, sharedTokens, ended }: Completion,
) {
  const said =
    object === 'text_completion'
      ? { text: output }
      : { message: { role: 'assistant', content: output } };
  return {
    id: randomUUID(),
    object,
    created: Math.floor(Date.now() / 1000),
    model,
    system_fingerprint: `stillroom-${appVersion()}`,
    choices: [{ index: 0, ...said, logprobs: null, finish_reason: FINISH[ended] }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: outputTokens,
      total_tokens: promptTokens + outputTokens,
    },
    stillroom: { ended, sharedTokens },
  };
}
