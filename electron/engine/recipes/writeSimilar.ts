import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { VerbalizedSetting } from '../../contract/recipes/verbalizedSetting.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { fill, sharedStart } from '../prompts/promptSet.ts';
import type { RunContext } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { generate, startOf } from '../steps/generate.ts';
import { parseText } from '../steps/parseOutput.ts';
import type { Pass } from '../steps/untilKept.ts';
import { askedForSeveral, rowsOfAnswer, severalInput } from '../steps/verbalized.ts';
import { fieldsFromGold, noteLostAnswers } from './fieldsFromGold.ts';
import { s3Decoding, s3Words, VARYING } from './s3Words.ts';

/**
 * S3's x_add ~ P_LLM(T_mis(x_mis, y_mis)): writes one more example like each given one, with its
 * label. A pair keeps its context unchanged (Algorithm 3), a question also its answer.
 * @param key ends in `/generate`
 * @param contrast a text of another label to show before an example, for those that have one
 * @param verbalized the examples that an answer holds, if several
 */
export async function writeSimilar(
  ctx: RunContext,
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
  key: string,
  examples: readonly GoldExample[],
  {
    contrast = new Map(),
    verbalized = 0,
  }: {
    readonly contrast?: ReadonlyMap<GoldExample, GoldExample>;
    readonly verbalized?: VerbalizedSetting;
  } = {},
): Promise<Pass> {
  const prompts = ctx.task.prompts.s3;
  const similar = await promptTexts(ctx, examples, contrast.size > 0);
  const before = await contrastTexts(ctx, examples, contrast);
  const texts = similar.map((text, i) => `${before[i]}${text}`);
  const promptOf = (i: number): Prompt => {
    const words = s3Words(ctx, examples[i]!.label);
    const shared = before[i] === '' ? sharedStart(prompts.extrapolate, words, VARYING) : 0;
    return askedForSeveral({ text: texts[i]!, chat: prompts.chat, shared }, verbalized);
  };
  const generations = await generate(
    ctx,
    key,
    { texts, chat: prompts.chat, ...severalInput(verbalized) },
    texts.length,
    s3Decoding(ctx, { temperature, topP, verbalized }),
    promptOf,
    (i) => startOf(promptOf(i)),
  );
  const candidates = generations.flatMap((generation, i): Candidate[] => {
    const example = examples[i]!;
    const other = contrast.get(example);
    const facts = {
      ...fieldsFromGold(example),
      label: example.label,
      lineage: { error: goldName(example), ...(other ? { contrast: goldName(other) } : {}) },
      sources: { gold: [example.text, ...(other ? [other.text] : [])] },
    };
    return rowsOfAnswer(generation, verbalized, facts, () => parseText(generation.output));
  });
  return { generations, candidates };
}

/** What stands before T_mis: the contrast of each example, or nothing. */
async function contrastTexts(
  ctx: RunContext,
  examples: readonly GoldExample[],
  contrast: ReadonlyMap<GoldExample, GoldExample>,
): Promise<readonly string[]> {
  const { kind, prompts } = ctx.task;
  if (kind !== 'text-classification' || contrast.size === 0) return examples.map(() => '');
  const { teacher } = ctx.hosts;
  const others = examples.map((example) => contrast.get(example));
  // half of the context is the instruction's and the answer's, and T_mis may take another quarter
  const shown = await teacher.cutTexts(
    others.map((other) => other?.text ?? ''),
    Math.floor(teacher.contextSize / 4),
  );
  return others.map((other, i) =>
    other ? fill(prompts.s3.contrast, { ...s3Words(ctx, other.label), text: shown[i]!.text }) : '',
  );
}

/** T_mis of each example; a text that is too long for the teacher is cut at its end. */
async function promptTexts(
  ctx: RunContext,
  examples: readonly GoldExample[],
  isContrasted: boolean,
): Promise<readonly string[]> {
  const { teacher } = ctx.hosts;
  const hasContexts = ctx.task.kind !== 'text-classification';
  const cut = (texts: readonly string[], share: number) =>
    teacher.cutTexts(texts, Math.floor(teacher.contextSize * share));
  // half of the context is left for the instruction and the answer; a pair's texts, or a text and
  // its contrast, get a quarter each
  const texts = await cut(
    examples.map(({ text }) => text),
    hasContexts || isContrasted ? 1 / 4 : 1 / 2,
  );
  const contexts = await cut(
    examples.flatMap(({ context }) => context ?? []),
    1 / 2,
  );
  noteLostAnswers(
    ctx,
    examples,
    contexts.map(({ text }) => text),
  );
  return examples.map(({ label }, i) =>
    fill(ctx.task.prompts.s3.extrapolate, {
      ...s3Words(ctx, label),
      text: texts[i]!.text,
      ...(hasContexts ? { context: contexts[i]!.text } : {}),
    }),
  );
}
