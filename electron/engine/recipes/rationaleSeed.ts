import type { RandomStream } from '../../../models/randomStream.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { writingCalls } from '../../contract/recipes/verbalizedSetting.ts';
import { atOnce } from '../journal/atOnce.ts';
import { SEED_SET, stepKey } from '../journal/stepKey.ts';
import { fill, sharedStart } from '../prompts/promptSet.ts';
import type { TextContext } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { type Generation, generate, startOf, tokensOf } from '../steps/generate.ts';
import { parseText } from '../steps/parseOutput.ts';
import { askedForSeveral, rowsOfAnswer, severalInput } from '../steps/verbalized.ts';
import { askList, type ListedEntries, ROWS_PER_LIST } from './askList.ts';
import type { Sizes } from './recipe.ts';
import { s3Decoding, s3Words } from './s3Words.ts';
import type { SeedRows, SeedSettings } from './seedRows.ts';

/**
 * S3's Algorithm 1: K rationales for each label; then for each row draw a label and k of its
 * rationales, and write x. With K = 0 rows are written from the label alone (Table 4, without
 * rationale).
 */
export async function rationaleSeed(ctx: TextContext, settings: SeedSettings): Promise<SeedRows> {
  const { task } = ctx;
  const prompts = task.prompts.s3;
  const rationales: Record<string, readonly string[]> = Object.create(null);
  const asking: Generation[] = [];
  const made = await atOnce(task.labels, ctx.hosts.teacher.parallel, (label) =>
    rationalesFor(ctx, settings, label),
  );
  for (const { label, list, generations } of made) {
    rationales[label] = list;
    asking.push(...generations);
    if (list.length < settings.rationales) {
      ctx.note(
        `S3: the teacher gave ${list.length} of ${settings.rationales} rationales for ${label}; going on with those.`,
      );
    }
  }
  const key = stepKey('generate', 's3', SEED_SET);
  const draw = (random: RandomStream) => {
    const label = random.pick(task.labels);
    return { label, reasons: random.sample(rationales[label]!, settings.rationalesPerPrompt) };
  };
  const promptOf = (random: RandomStream): Prompt => {
    const { label, reasons } = draw(random);
    const template = reasons.length > 0 ? prompts.seed : prompts.seedWithoutRationales;
    const values = { ...s3Words(ctx, label), rationales: enumerate(reasons) };
    const shared = sharedStart(template, values, ['rationales']);
    return askedForSeveral(
      { text: fill(template, values), chat: prompts.chat, shared },
      settings.verbalized,
    );
  };
  const write = async (from: number, to: number) => {
    const all = await generate(
      ctx,
      key,
      {
        prompts,
        rationales,
        k: settings.rationalesPerPrompt,
        labels: task.labels,
        ...severalInput(settings.verbalized),
      },
      writingCalls({ rows: to, verbalized: settings.verbalized }),
      s3Decoding(ctx, settings),
      (_, random) => promptOf(random),
      (i) => startOf(promptOf(ctx.run.random(key, i))),
    );
    const generations = all.slice(from);
    const candidates = generations.flatMap((generation, i): Candidate[] => {
      const { label } = draw(ctx.run.random(key, from + i));
      const read = () => parseText(generation.output);
      return rowsOfAnswer(generation, settings.verbalized, { label }, read);
    });
    return { generations, candidates: candidates.slice(0, to - from) };
  };
  return { write, tokens: tokensOf(asking) };
}

async function rationalesFor(
  ctx: TextContext,
  { rationales: K, temperature, topP }: SeedSettings,
  label: string,
): Promise<ListedEntries & { readonly label: string }> {
  const prompts = ctx.task.prompts.s3;
  const text = fill(prompts.rationales, { ...s3Words(ctx, label), count: String(K) });
  const place = ['s3', 'rationales', String(ctx.task.labels.indexOf(label))];
  const prompt = { text, chat: prompts.chat };
  return { label, ...(await askList(ctx, place, { prompt, wanted: K, temperature, topP })) };
}

/**
 * The calls that list reasons, expressed as a number of calls that write a row; pairs and questions
 * have none.
 */
export function rationaleCalls(
  { rationales }: Pick<SeedSettings, 'rationales'>,
  { task, labels }: Sizes,
): number {
  return task === 'text-classification' && rationales > 0 ? labels * ROWS_PER_LIST : 0;
}

/** "a, b, and c", as in the worked prompt of section 2.2. */
function enumerate(list: readonly string[]): string {
  if (list.length <= 2) return list.join(' and ');
  return `${list.slice(0, -1).join(', ')}, and ${list.at(-1)}`;
}
