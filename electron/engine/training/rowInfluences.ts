import { contentHash } from '../journal/contentHash.ts';
import { modelFiles } from '../runtime/hosts.ts';
import type { RunContext } from '../steps/context.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';
import { classifierSettings, labelIndexer, namedRow, requireTwoLabels } from './labelHead.ts';
import { folderName } from './trainStudent.ts';

/** How rows influence a student that learned from them. */
interface RowInfluences {
  /** In the order of the rows; below 0, a row makes the student better on the held-out rows. */
  readonly influences: readonly number[];
  /** What the student says of each held-out row. */
  readonly predicted: readonly string[];
}

/**
 * Trains a student on rows, and measures how each of them influences its loss on rows that are held out. The student is not
 * kept. A step that was interrupted begins again, its training from the last checkpoint.
 * @param key of the phase `train`
 * @throws BadInput if all rows have the same label, or the influence is not a number
 */
export async function rowInfluences(
  { run, project, hosts, models, task, student }: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  held: readonly LabelledRow[],
): Promise<RowInfluences> {
  requireTwoLabels(rows, key);
  const { labels } = task;
  const inputs = {
    rows: contentHash(rows.map(namedRow)),
    held: contentHash(held.map(namedRow)),
    model: models.student.identity,
    labels,
    settings: classifierSettings(student, 'last', rows.length),
  };
  return run.step(key, inputs, async () => {
    const { influences, logits } = await hosts.student.call('influences', {
      base: modelFiles(models.student),
      labels,
      train: rows.map(labelIndexer(labels)),
      held: held.map(labelIndexer(labels)),
      settings: inputs.settings,
      stream: [run.seed, key],
      checkpoints: project.path('students', `${folderName(run, key, inputs)}.checkpoints`),
    });
    return {
      // with fewer digits, which are all that a file of rows needs
      influences: influences.map((one) => Number(one.toPrecision(6))),
      predicted: logits.map((row) => labels[row.indexOf(Math.max(...row))]!),
    };
  });
}
