import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import { type ConfidenceSettings, confidence as data } from '../../contract/recipes/confidence.ts';
import { fold as foldPlace, stepKey } from '../journal/stepKey.ts';
import { keepOutOfFold, type OutOfFold } from '../review/outOfFold.ts';
import type { RunContext } from '../steps/context.ts';
import { judgeWith } from '../training/trainStudent.ts';
import { defineRecipe } from './recipe.ts';
import { type ReviewedRow, reviewedRows } from './reviewed.ts';

/**
 * Computes how much a student that never saw a row trusts its label: k-fold cross-validation over
 * the rows that nobody rejected, as in confident learning (Northcutt, Jiang, Chuang 2021, section
 * 3: out-of-sample predicted probabilities; the probability of a row's own label is its
 * self-confidence). A reviewer's time is best spent on the rows of the lowest confidence.
 * @throws BadInput if a label has fewer rows than there are folds
 */
async function run(ctx: RunContext, { kind, folds }: ConfidenceSettings): Promise<null> {
  const { run, project, task } = ctx;
  const rows = reviewedRows(project.database, 'notRejected');
  requireEnough(rows, task.labels, folds);
  const foldOf = stratifiedFolds(rows, task.labels, folds, run.random(`${kind}/folds`));
  const judged: OutOfFold[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const seen = rows.filter((_, i) => foldOf[i] !== fold);
    const unseen = rows.filter((_, i) => foldOf[i] === fold);
    const probabilities = await judgeWith(
      ctx,
      stepKey('train', kind, foldPlace(fold)),
      seen,
      unseen,
    );
    for (const [i, { id, text }] of unseen.entries()) {
      judged.push({ row: id, text, probabilities: probabilities[i]! });
    }
  }
  keepOutOfFold(project.database, judged);
  return null;
}

function requireEnough(
  rows: readonly ReviewedRow[],
  labels: readonly string[],
  folds: number,
): void {
  for (const name of labels) {
    const count = rows.filter(({ label }) => label === name).length;
    if (count >= folds) continue;
    throw new BadInput(
      `There are ${count} rows with the label ${name}; ${folds} folds need ${folds} of each label. ` +
        'Write or review more rows first.',
    );
  }
}

/**
 * Assigns each row to a fold, so that every fold has nearly the same number of rows of each label.
 */
export function stratifiedFolds(
  rows: readonly { readonly label: string }[],
  labels: readonly string[],
  folds: number,
  random: RandomStream,
): number[] {
  const foldOf = Array<number>(rows.length);
  // the counter continues from label to label, so that small labels do not all fill the first folds
  let next = 0;
  for (const name of labels) {
    const own = rows.flatMap(({ label }, i) => (label === name ? [i] : []));
    for (const i of random.sample(own, own.length)) foldOf[i] = next++ % folds;
  }
  return foldOf;
}

export const confidence = defineRecipe<'confidence'>({
  data,
  check() {},
  run,
  plan({ folds }, { reviewed }) {
    const seen = Math.round((reviewed.notRejected * (folds - 1)) / folds);
    return { calls: 0, before: Array<number>(folds).fill(seen) };
  },
  typicalCall: () => null,
  preview: () => [],
});
