import type { RandomStream } from '../../../models/randomStream.ts';
import { writingCalls } from '../../contract/recipes/verbalizedSetting.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import { SEED_SET, stepKey } from '../journal/stepKey.ts';
import { fill } from '../prompts/promptSet.ts';
import type { PairTask, QuestionTask, RunContext, Task } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { generate } from '../steps/generate.ts';
import { parseText } from '../steps/parseOutput.ts';
import { shownContexts } from '../steps/shownContexts.ts';
import { askedForSeveral, rowsOfAnswer, severalInput } from '../steps/verbalized.ts';
import { fieldsFromGold, noteLostAnswers } from './fieldsFromGold.ts';
import { s3Decoding, s3Words } from './s3Words.ts';
import type { SeedRows, SeedSettings } from './seedRows.ts';

/**
 * S3's seed set for a multi-sentence task (section 2.4): for each row, draw c from C and let the
 * teacher write the other text by T_query(c, y). Here C comes from the gold seed set; the paper
 * does not say where its C comes from. There are no rationales, which belong to a label and not to
 * a context.
 */
export async function contextSeed(
  ctx: RunContext<PairTask | QuestionTask>,
  settings: Pick<SeedSettings, 'temperature' | 'topP' | 'verbalized'>,
): Promise<SeedRows> {
  const { run, task } = ctx;
  const prompts = task.prompts.s3;
  const seedChat = asksSeedInChat(task);
  const { verbalized } = settings;
  const { C, draw, identify } = contextsOf(ctx);
  const texts = await shownContexts(
    ctx,
    C.map(({ context }) => context!),
  );
  noteLostAnswers(ctx, C, texts);
  const shown = new Map(C.map((example, i) => [example, texts[i]!]));
  const key = stepKey('generate', 's3', SEED_SET);
  const write = async (from: number, to: number) => {
    const all = await generate(
      ctx,
      key,
      {
        prompts,
        contexts: contentHash([...shown].map(([c, text]) => identify(c, text))),
        ...severalInput(verbalized),
      },
      writingCalls({ rows: to, verbalized }),
      s3Decoding(ctx, settings),
      (_, random) => {
        const { c, label } = draw(random);
        const values = { ...s3Words(ctx, label), context: shown.get(c)! };
        return askedForSeveral({ text: fill(prompts.seed, values), chat: seedChat }, verbalized);
      },
    );
    const generations = all.slice(from);
    const candidates = generations.flatMap((generation, i): Candidate[] => {
      const { c, label } = draw(run.random(key, from + i));
      const facts = {
        ...fieldsFromGold(c),
        label,
        lineage: { contextOf: goldName(c) },
        // a question that people asked about the same answer
        ...(c.answerStart === undefined ? {} : { sources: { gold: [c.text] } }),
      };
      return rowsOfAnswer(generation, verbalized, facts, () => parseText(generation.output));
    });
    return { generations, candidates: candidates.slice(0, to - from) };
  };
  return { write, tokens: 0 };
}

/** Whether S3's prompt for a row of the seed set is a turn of a chat. */
export function asksSeedInChat({ prompts: { s3 } }: Task): boolean {
  return 'seedChat' in s3 ? s3.seedChat : s3.chat;
}

/** The set that S3 draws from: C, and how a draw yields c and y. */
interface Contexts {
  readonly C: readonly GoldExample[];
  readonly draw: (random: RandomStream) => { readonly c: GoldExample; readonly label: string };
  /** The values that a prompt takes from c, of which the teacher is shown as much as fits. */
  readonly identify: (c: GoldExample, shown: string) => unknown;
}

/**
 * For pairs, c is a context and y any label; for questions, c is a context with an answer and y the
 * answer.
 */
function contextsOf({ task, gold }: RunContext<PairTask | QuestionTask>): Contexts {
  const once = (name: (example: GoldExample) => string) => [
    ...new Map(gold.seed.map((example) => [name(example), example])).values(),
  ];
  if (task.kind === 'text-pair-classification') {
    const C = once(({ context }) => context!);
    return {
      C,
      draw: (random) => ({ c: random.pick(C), label: random.pick(task.labels) }),
      identify: (_, shown) => shown,
    };
  }
  const C = once(({ context, label, answerStart }) => `${answerStart} ${label}\n${context}`);
  return {
    C,
    draw(random) {
      const c = random.pick(C);
      return { c, label: c.label };
    },
    identify: ({ label }, shown) => [shown, label],
  };
}
