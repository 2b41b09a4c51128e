import type { ContinuationScore } from '../../../models/teacher/teacher.ts';
import { contentHash } from '../journal/contentHash.ts';
import { itemName } from '../journal/stepKey.ts';
import { batchCalibration } from '../measures/batchCalibration.ts';
import { fill } from '../prompts/promptSet.ts';
import type { TextContext } from '../steps/context.ts';
import { type LabelShares, namedShares } from '../steps/labelledRow.ts';
import { labelOrders } from '../steps/labelOrders.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { NoYield } from '../steps/noYield.ts';
import type { Passage } from '../steps/passage.ts';
import { meanLog } from '../steps/teacherScores.ts';

/** A passage as the teacher judges it. */
export interface LabelledPassage {
  readonly passage: Passage;
  /** The label with the largest share; ties go to the first. */
  readonly label: string;
  readonly shares: LabelShares;
  /** The name of the recorded judgement, for the row's lineage. */
  readonly item: string;
}

/**
 * The teacher's label of each passage, without writing anything.
 *
 * The answer is restricted to the label words by comparing their log-probabilities, calibrated over
 * the passages, which assumes that the labels occur about equally often among them. Because a teacher
 * favours certain positions in the list of labels, the list is shown in several orders and the
 * probabilities are averaged.
 * @param key of the phase `classify`
 * @param title the recipe's name in messages
 * @param pool the passages that `drawn` is a sample of
 * @throws NoYield if a label is given to no passage
 */
export async function labelPassages(
  ctx: TextContext,
  key: string,
  {
    title,
    pool,
    drawn,
  }: {
    readonly title: string;
    readonly pool: readonly Passage[];
    readonly drawn: readonly Passage[];
  },
): Promise<LabelledPassage[]> {
  const { labels } = ctx.task;
  const judged = await judgePassages(ctx, key, pool, drawn);
  const step = ctx.run.nameOf(key);
  const labelled = judged.map((shares, i) => ({
    passage: drawn[i]!,
    label: labels[shares.indexOf(Math.max(...shares))]!,
    shares: namedShares(labels, shares),
    item: itemName(step, i),
  }));
  requireEveryLabel(title, labels, labelled);
  return labelled;
}

/**
 * A student cannot learn a label without rows, and here cleaning is not the reason for a missing
 * label.
 */
function requireEveryLabel(
  title: string,
  labels: readonly string[],
  labelled: readonly LabelledPassage[],
): void {
  const without = labelsWithoutRow(labels, labelled);
  if (without.length === 0) return;
  throw new NoYield(
    `${title}: the teacher gave none of ${labelled.length} passages the label ` +
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
  key: string,
  pool: readonly Passage[],
  drawn: readonly Passage[],
): Promise<number[][]> {
  const { options, template, verbalizers } = task.prompts.classify;
  const words = task.labels.map((label) => verbalizers[label]!);
  const orders = labelOrders(words);
  const continuations = words.map((word) => ` ${word}`);
  const scores = await run.collect(
    key,
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
