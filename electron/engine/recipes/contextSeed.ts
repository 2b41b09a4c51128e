import type { RandomStream } from '../../../models/randomStream.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import { SEED_SET, stepKey } from '../journal/stepKey.ts';
import { fill } from '../prompts/promptSet.ts';
import type { PairTask, QuestionTask, RunContext } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { generate } from '../steps/generate.ts';
import { parseText } from '../steps/parseOutput.ts';
import { shownContexts } from '../steps/shownContexts.ts';
import { fieldsFromGold, noteLostAnswers } from './fieldsFromGold.ts';
import { s3Decoding, s3Words } from './s3Words.ts';
import type { SeedRows } from './seedRows.ts';

/**
 * S3's seed set for a multi-sentence task (section 2.4): for each row, draw c from C and let the
 * teacher write the other text by T_query(c, y). Here C comes from the gold seed set; the paper
 * does not say where its C comes from. There are no rationales, which belong to a label and not to
 * a context.
 */
export async function contextSeed(
  ctx: RunContext<PairTask | QuestionTask>,
  settings: { readonly temperature: number; readonly topP: number },
): Promise<SeedRows> {
  const { run, task } = ctx;
  const prompts = task.prompts.s3;
  const seedChat = 'seedChat' in prompts ? prompts.seedChat : prompts.chat;
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
      { prompts, contexts: contentHash([...shown].map(([c, text]) => identify(c, text))) },
      to,
      s3Decoding(ctx, settings),
      (_, random) => {
        const { c, label } = draw(random);
        const values = { ...s3Words(ctx, label), context: shown.get(c)! };
        return { text: fill(prompts.seed, values), chat: seedChat };
      },
    );
    const generations = all.slice(from);
    const candidates = generations.map((generation, i): Candidate => {
      const { c, label } = draw(run.random(key, from + i));
      return {
        ...fieldsFromGold(c),
        text: parseText(generation.output),
        label,
        lineage: { generation: generation.id, contextOf: goldName(c) },
        // a question that people asked about the same answer
        ...(c.answerStart === undefined ? {} : { sources: { gold: [c.text] } }),
      };
    });
    return { generations, candidates };
  };
  return { write, tokens: 0 };
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
