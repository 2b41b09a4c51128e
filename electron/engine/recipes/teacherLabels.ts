import type { ContinuationScore } from '../../../models/teacher/teacher.ts';
import {
  teacherLabels as data,
  type TeacherLabelsSettings,
} from '../../contract/recipes/teacherLabels.ts';
import { contentHash } from '../journal/contentHash.ts';
import { itemName, stepKey } from '../journal/stepKey.ts';
import { batchCalibration } from '../measures/batchCalibration.ts';
import { fill } from '../prompts/promptSet.ts';
import { type RunContext, requireTextTask, type TextContext } from '../steps/context.ts';
import { cutCorpus } from '../steps/corpus.ts';
import type { Candidate } from '../steps/example.ts';
import { namedShares } from '../steps/labelledRow.ts';
import { labelOrders, orderCount } from '../steps/labelOrders.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { NoYield } from '../steps/noYield.ts';
import type { Passage } from '../steps/passage.ts';
import { meanLog } from '../steps/teacherScores.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';

const CLASSIFY = stepKey('classify', 'teacherLabels');

/**
 * The baseline that practitioners use: passages of the corpus, unchanged, each with the label that
 * the teacher finds most likely, and a student trained on them. Ours, not from a paper; its
 * yardsticks are those of the other recipes. It uses no human labels.
 *
 * The answer is restricted to the label words by comparing their log-probabilities, calibrated over
 * the passages, which assumes that the labels occur about equally often among them. Because a teacher
 * favours certain positions in the list of labels, the list is shown in several orders and the
 * probabilities are averaged.
 *
 * With soft targets the students learn these probabilities, at temperature 1, in the place of the
 * label (Hinton, Vinyals, Dean 2015, arXiv 1503.02531, section 2, without its second objective: the
 * passages have no human labels). Rows are cleaned, counted and shown by their label either way.
 */
async function run(context: RunContext, settings: TeacherLabelsSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const passages = await cutCorpus(ctx, settings.passageTokens);
  if (passages.length < settings.rows) {
    ctx.note(
      `Teacher labels: the corpus has ${passages.length} passages, ${settings.rows} were asked for.`,
    );
  }
  // a larger number starts with the same passages
  const drawn = ctx.run.random(settings.kind, 'passages').sample(passages, settings.rows);
  const judged = await judgePassages(ctx, passages, drawn);
  const id = ctx.run.nameOf(CLASSIFY);
  const { labels } = ctx.task;
  const isSoft = settings.targets === 'soft';
  const candidates = judged.map(
    (shares, i): Candidate => ({
      text: drawn[i]!.text,
      label: labels[shares.indexOf(Math.max(...shares))]!,
      lineage: {
        generation: itemName(id, i),
        passage: drawn[i]!.name,
        ...(isSoft ? { shares: namedShares(labels, shares) } : {}),
      },
    }),
  );
  requireEveryLabel(ctx, candidates);
  return cleanAndTrain(ctx, settings, {
    title: data.paperName,
    asked: settings.rows,
    candidates,
    generations: [],
    emptyQueries: 0,
    consumed: [],
  });
}

/**
 * A student cannot learn a label without rows, and here cleaning is not the reason for a missing
 * label.
 */
function requireEveryLabel({ task }: TextContext, candidates: readonly Candidate[]): void {
  const without = labelsWithoutRow(task.labels, candidates);
  if (without.length === 0) return;
  throw new NoYield(
    `Teacher labels: the teacher gave none of ${candidates.length} passages the label ` +
      `${without.join(', ')}. Label more passages, give documents in which it occurs, or choose ` +
      'another teacher or other words for the labels (the classify part of the prompt set).',
  );
}

/**
 * For each passage the probabilities of the labels, calibrated over all passages in each of the
 * orders in which the labels were shown, and averaged over these orders.
 */
async function judgePassages(
  { run, hosts, models, task }: TextContext,
  pool: readonly Passage[],
  drawn: readonly Passage[],
): Promise<number[][]> {
  const { options, template, verbalizers } = task.prompts.classify;
  const words = task.labels.map((label) => verbalizers[label]!);
  const orders = labelOrders(words);
  const continuations = words.map((word) => ` ${word}`);
  const scores = await run.collect(
    CLASSIFY,
    {
      options,
      template,
      words,
      // passage i depends only on these, the seed and i
      pool: contentHash(pool.map(({ text }) => text)),
      teacher: models.teacher.identity,
      recorded: 'log-probabilities',
    },
    drawn.length,
    async (i) => {
      // half of the context is left for the instruction and the labels, as for the yardstick
      const limit = Math.floor(hosts.teacher.contextSize / 2);
      const [cut] = await hosts.teacher.cutTexts([drawn[i]!.text], limit);
      const question = fill(template, { text: cut!.text });
      const byOrder: (readonly ContinuationScore[])[] = [];
      for (const order of orders) {
        const text = `${fill(options, { labels: order.join(', ') })}\n\n${question}`;
        byOrder.push(await hosts.teacher.score({ text, chat: false }, continuations));
      }
      return byOrder;
    },
    { parallel: hosts.teacher.parallel },
  );
  const calibrated = orders.map((_, order) =>
    batchCalibration(scores.map((byOrder) => byOrder[order]!.map(meanLog))),
  );
  return drawn.map((_, i) =>
    words.map((_, c) =>
      calibrated.reduce((sum, shares) => sum + shares[i]![c]! / orders.length, 0),
    ),
  );
}

export const teacherLabels = defineRecipe<'teacherLabels'>({
  data,
  check() {},
  run,
  plan(settings, sizes) {
    const rows = Math.min(settings.rows, sizes.passages);
    return {
      calls: 0,
      before: [],
      rows,
      labelled: { passages: rows, orders: orderCount(sizes.labels) },
      notes: ['Labelling was measured on your examples: longer documents take longer.'],
    };
  },
  typicalCall: () => null,
  preview(show, { task }) {
    if (task.kind !== 'text-classification') return [];
    const { options, verbalizers } = task.prompts.classify;
    return [
      show('classify.options', options, {
        title: 'The labels to choose from',
        what: 'Teacher labels: stands before the text that is classified, with the labels in several orders.',
        text: fill(options, { labels: task.labels.map((label) => verbalizers[label]!).join(', ') }),
        chat: false,
        maxTokens: 5,
      }),
    ];
  },
});
