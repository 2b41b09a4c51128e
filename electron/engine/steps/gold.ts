import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Split } from '../../contract/draft.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { countLabels, readGold } from '../import/readGold.ts';
import { fileHash } from '../journal/contentHash.ts';
import type { Run, StepStore } from '../journal/run.ts';
import { stepKey } from '../journal/stepKey.ts';
import { type Stored, withoutNull } from '../journal/withoutNull.ts';
import type { Gold, Task } from './context.ts';

const GOLD_IMPORT = stepKey('import', 'gold');

/** Decides which gold rows a sample takes. */
export function goldStream(seed: number): RandomStream {
  return randomStream(seed, GOLD_IMPORT);
}

/**
 * Imports the three splits, or finds them already imported: files are identified by their content.
 */
export async function importGold(
  run: Run,
  database: Database,
  gold: Experiment['gold'],
  labels: readonly string[],
): Promise<Gold> {
  const parts = await Promise.all(
    Object.values(gold).map(async ({ file, ...columns }) => ({
      ...columns,
      hash: await fileHash(file),
    })),
  );
  const rows = await run.step(
    GOLD_IMPORT,
    { parts, labels },
    () => readGold(gold, labels, goldStream(run.seed)),
    goldStore(database),
  );
  const of = (split: Split) => rows.filter((row) => row.split === split);
  const labelCounts = countLabels(gold.seed, labels);
  return { seed: of('seed'), validation: of('validation'), test: of('test'), labelCounts };
}

/** Records the task with its current prompts, in case the set changes later. */
export async function recordTask(
  run: Run,
  database: Database,
  task: Experiment['task'],
  { prompts }: Task,
): Promise<void> {
  const labels = JSON.stringify(task.labels);
  await run.step(stepKey('task'), { task, prompts }, () => task, {
    put: (step) =>
      void database.run(
        'INSERT INTO tasks VALUES (?, ?, ?, ?)',
        step,
        task.kind,
        labels,
        JSON.stringify(prompts),
      ),
    get: () => task,
  });
}

function goldStore(database: Database): StepStore<GoldExample[]> {
  return {
    put(step, rows) {
      for (const [i, row] of rows.entries()) {
        const { split, context = null, text, label, answerStart = null, file, line } = row;
        const others = row.otherAnswers ? JSON.stringify(row.otherAnswers) : null;
        database.run(
          `INSERT INTO gold
             (step, i, split, context, text, label, answer_start, other_answers, file, line)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          step,
          i,
          split,
          context,
          text,
          label,
          answerStart,
          others,
          file,
          line,
        );
      }
    },
    get: (step) =>
      database
        .all<Stored<GoldExample>>(
          `SELECT split, context, text, label, answer_start AS answerStart,
             other_answers AS otherAnswers, file, line FROM gold WHERE step = ? ORDER BY i`,
          step,
        )
        .map(withoutNull),
  };
}
