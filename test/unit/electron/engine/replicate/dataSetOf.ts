import { type Experiment, experimentSchema } from '../../../../../electron/contract/experiment.ts';
import type { TaskKind } from '../../../../../electron/contract/taskKinds.ts';

const part = { file: '/data/rows.jsonl', text: 'text', label: 'label' };

/** An experiment on a data set of a kind, as a column of a table is given. */
export const dataSetOf = (kind: TaskKind): Experiment =>
  experimentSchema.parse({
    project: 'any.stillroom',
    task: { kind, labels: kind === 'extractive-qa' ? {} : { a: 'one', b: 'other' } },
    gold: { seed: part, validation: part, test: part },
    corpus: [{ file: '/data/corpus.jsonl', text: 'text' }],
    teacher: 'some-teacher',
    student: { model: 'some-student' },
    recipes: [{ kind: 's3', rows: 1 }],
  });
