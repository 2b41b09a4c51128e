import type {
  ClassifierSettings,
  ExampleDynamics,
  Temperature,
  TextInput,
} from '../../../models/student/student.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Score } from '../../contract/report.ts';
import type { TrainedStudent as TrainedByHost } from '../../hosts/studentHost.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { contentHash, fileHash } from '../journal/contentHash.ts';
import type { Run, StepStore } from '../journal/run.ts';
import { studentSeedKey } from '../journal/stepKey.ts';
import { probabilities } from '../measures/probabilities.ts';
import { meanScore } from '../measures/score.ts';
import { modelFiles } from '../runtime/hosts.ts';
import type { RunContext } from '../steps/context.ts';
import { type LabelledRow, studentInput } from '../steps/labelledRow.ts';
import { headFor } from './headFor.ts';
import { classifierSettings, labelIndexer, namedRow, requireTwoLabels } from './labelHead.ts';

/** A trained student and what it predicts; its weights are kept only where `keep` asks. */
export interface TrainedStudent {
  readonly chosenEpoch: number;
  /** By epoch, where the training scored a validation set. */
  readonly validationByEpoch: readonly number[];
  /** Accuracies after each epoch, from 0 to 1, where they are asked for (S3 Figure 1). */
  readonly curves?: { readonly training: readonly number[]; readonly test: readonly number[] };
  readonly trainSeconds: number;
  /** Fitted on the validation texts, where the training had them and the student is kept. */
  readonly temperature?: Temperature;
  readonly predictions: {
    readonly validation: readonly string[];
    readonly test: readonly string[];
  };
  /** Relative to the project; none where the weights were not kept. */
  readonly folder: string | null;
  readonly sha256: string | null;
}

export interface TrainingOptions {
  /** 'best' needs validation labels; SynthesizRR trains a fixed number of epochs and takes the last. */
  readonly choose: 'best' | 'last';
  /** Validation texts are always predicted; test texts only for a final student. */
  readonly test: boolean;
  readonly keep: boolean;
}

/**
 * Trains a student from scratch and predicts with it.
 *
 * @param key of the phase `train`
 * @param seed one of the student's seeds, from 0
 * @throws BadInput where a student can learn nothing from the rows, as where all have one label
 */
export async function trainStudent(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  { choose, test, keep }: TrainingOptions,
  seed = 0,
): Promise<TrainedStudent> {
  const { run, project, hosts, models, gold, task } = ctx;
  const work = headFor(task);
  work.requireRows(rows, key);
  const validation = gold.validation;
  const watches = test && ctx.student.curves === 'on';
  const predicted = test ? [...validation, ...gold.test] : validation;
  const inputs = {
    rows: rows.map(work.named),
    validation: contentHash(validation.map(work.named)),
    test: test ? contentHash(gold.test.map(work.named)) : null,
    model: models.student.identity,
    labels: task.labels,
    settings: work.settings(ctx.student, choose),
    seed,
    keep,
    curves: watches,
  };
  const stream = [run.seed, key, seed];
  const name = folderName(run, key, inputs);
  const folder = keep ? `students/${name}` : null;
  return run.step(
    key,
    inputs,
    async () => {
      const since = performance.now();
      const result = await work.train(hosts.student, {
        base: modelFiles(models.student),
        train: rows,
        validation: choose === 'best' ? validation : [],
        ...(watches ? { watched: gold.test } : {}),
        predict: predicted,
        student: ctx.student,
        choose,
        stream,
        checkpoints: project.path('students', `${name}.checkpoints`),
        saveTo: folder ? project.path(folder) : undefined,
      });
      return {
        chosenEpoch: result.chosenEpoch,
        validationByEpoch: result.history.flatMap((epoch) => epoch.validationAccuracy ?? []),
        ...(watches
          ? {
              curves: {
                training: result.history.map((epoch) => epoch.trainingAccuracy!),
                test: result.history.map((epoch) => epoch.watchedAccuracy!),
              },
            }
          : {}),
        trainSeconds: (performance.now() - since) / 1000,
        ...(result.temperature ? { temperature: result.temperature } : {}),
        predictions: {
          validation: result.predicted.slice(0, validation.length),
          test: result.predicted.slice(validation.length),
        },
        folder,
        sha256: folder ? await fileHash(project.path(folder, 'model.safetensors')) : null,
      };
    },
    studentStore(project.database),
  );
}

/** The same training with each of the experiment's student seeds. */
export async function trainStudents(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  options: TrainingOptions,
): Promise<TrainedStudent[]> {
  const students: TrainedStudent[] = [];
  for (let seed = 0; seed < ctx.student.seeds; seed++) {
    students.push(
      await trainStudent(
        ctx,
        studentSeedKey(key, seed),
        rows,
        { ...options, keep: options.keep && seed === 0 },
        seed,
      ),
    );
  }
  return students;
}

/**
 * Trains a student on some rows and has it judge others; only what it makes of them is kept.
 *
 * @param key of the phase `train`
 * @returns for each text a probability of each label, from 0 to 1: the softmax of its logits
 */
export async function judgeWith(
  ctx: RunContext,
  key: string,
  seen: readonly LabelledRow[],
  unseen: readonly Omit<LabelledRow, 'label'>[],
): Promise<Readonly<Record<string, number>>[]> {
  const { labels } = ctx.task;
  const request = {
    settings: classifierSettings(ctx.student, 'last'),
    judged: unseen.map(studentInput),
  };
  return trainForOnce(ctx, key, seen, request, ({ logits }) =>
    logits.map((row) => {
      const shares = probabilities(row);
      return Object.fromEntries(labels.map((label, i) => [label, shares[i]!]));
    }),
  );
}

/**
 * Trains a student on rows for their data map alone: after each epoch it judges every row.
 *
 * @param key of the phase `train`
 * @returns each row's place on the map
 * @throws BadInput where all rows have one label
 */
export async function dynamicsOf(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
): Promise<readonly ExampleDynamics[]> {
  requireTwoLabels(rows, key);
  const settings = { ...classifierSettings(ctx.student, 'last'), dynamics: true };
  return trainForOnce(ctx, key, rows, { settings }, ({ dynamics }) => dynamics!);
}

/**
 * Follows from the inputs and the stream, so that an interrupted training finds its checkpoint and another run
 * seed's student stays.
 */
function folderName(run: Run, key: string, inputs: object): string {
  const hash = contentHash({ ...inputs, runSeed: run.seed });
  return `${key.replaceAll('/', '-')}-${hash.slice(0, 8)}`;
}

/**
 * Trains a student of labels that is not kept, nor scored: only what is read of it is recorded.
 * @param judged texts to predict with it
 */
function trainForOnce<Value>(
  { run, project, hosts, models, task }: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  { settings, judged }: { settings: ClassifierSettings; judged?: readonly TextInput[] },
  read: (trained: TrainedByHost) => Value,
): Promise<Value> {
  const inputs = {
    rows: rows.map(namedRow),
    judged: judged ?? null,
    model: models.student.identity,
    labels: task.labels,
    settings,
  };
  const name = folderName(run, key, inputs);
  return run.step(key, inputs, async () =>
    read(
      await hosts.student.call('train', {
        base: modelFiles(models.student),
        labels: task.labels,
        train: rows.map(labelIndexer(task.labels)),
        validation: [],
        predict: judged ?? [],
        settings,
        stream: [run.seed, key],
        checkpoints: project.path('students', `${name}.checkpoints`),
        saveTo: undefined,
      }),
    ),
  );
}

/** A split's score, averaged over student seeds; none where the students did not see the split. */
export function scoreOf(
  { gold, task }: RunContext,
  students: readonly TrainedStudent[],
  split: 'validation' | 'test',
): Score | null {
  const rows = gold[split];
  if (students.some(({ predictions }) => predictions[split].length !== rows.length)) return null;
  const work = headFor(task);
  return meanScore(students.map(({ predictions }) => work.score(predictions[split], rows)));
}

/**
 * The validation examples that a student gets wrong.
 * @param lowF1 of questions: an answer whose F1 lies below is wrong; 1 for all that do not match exactly
 */
export function misclassified(
  { gold, task }: RunContext,
  { predictions }: TrainedStudent,
  lowF1 = 1,
): GoldExample[] {
  const { isRight } = headFor(task);
  return gold.validation.filter((row, i) => !isRight(predictions.validation[i]!, row, lowF1));
}

function studentStore(database: Database): StepStore<TrainedStudent> {
  return {
    put(step, student) {
      database.run('UPDATE steps SET value = ? WHERE id = ?', JSON.stringify(student), step);
      if (student.folder && student.sha256) {
        database.run('INSERT INTO students VALUES (?, ?, ?)', step, student.folder, student.sha256);
      }
    },
    get(step) {
      const row = database.get<{ value: string }>('SELECT value FROM steps WHERE id = ?', step)!;
      return JSON.parse(row.value) as TrainedStudent;
    },
  };
}
