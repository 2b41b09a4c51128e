import type {
  ClassifierSettings,
  ExampleDynamics,
  Temperature,
  TextInput,
} from '../../../models/student/student.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Score, TrainingCurves } from '../../contract/report.ts';
import type { TrainedStudent as TrainedByHost } from '../../hosts/studentHost.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { contentHash, fileHash } from '../journal/contentHash.ts';
import type { Run, StepStore } from '../journal/run.ts';
import { studentSeedKey } from '../journal/stepKey.ts';
import { probabilities } from '../measures/probabilities.ts';
import { meanScore } from '../measures/score.ts';
import { modelFiles } from '../runtime/hosts.ts';
import type { RunContext } from '../steps/context.ts';
import {
  type LabelledRow,
  type LabelShares,
  namedShares,
  studentInput,
} from '../steps/labelledRow.ts';
import { headFor } from './headFor.ts';
import { classifierSettings, labelIndexer, namedRow, requireTwoLabels } from './labelHead.ts';

/** A trained student and its predictions; its weights are kept only if `keep` is set. */
export interface TrainedStudent {
  readonly chosenEpoch: number;
  /** By epoch, if the training had a validation set. */
  readonly validationByEpoch: readonly number[];
  /** Its accuracies after each epoch, if requested. */
  readonly curves?: TrainingCurves;
  readonly trainSeconds: number;
  /** Fitted on the validation texts, if the training had any and the student is kept. */
  readonly temperature?: Temperature;
  readonly predictions: {
    readonly validation: readonly string[];
    readonly test: readonly string[];
  };
  /** How sure it is of each validation text's label, from 0 to 1; none for answers. */
  readonly confidences?: readonly number[];
  /** Whether the first training ended with a student that says one label only, and this is the second. */
  readonly isSecond?: boolean;
  /** Relative to the project; undefined if the weights were not kept. */
  readonly folder: string | null;
  readonly sha256: string | null;
}

export interface TrainingOptions {
  /**
   * 'best' needs validation labels; SynthesizRR trains a fixed number of epochs and takes the last.
   */
  readonly choose: 'best' | 'last';
  /** Validation texts are always predicted; test texts only for a final student. */
  readonly test: boolean;
  readonly keep: boolean;
  /** Rows that the student learns from before its own; for labels only. */
  readonly first?: readonly LabelledRow[];
}

/**
 * Trains a student from scratch and predicts with it. A student that says one label only for all
 * validation texts has not been trained: it is trained once more with another seed.
 * @param key of the phase `train`
 * @param seed the index of a student seed, from 0
 * @throws BadInput if a student can learn nothing from the rows, for example if all have the same
 *   label
 */
export async function trainStudent(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  { choose, test, keep, first }: TrainingOptions,
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
    ...(first
      ? {
          first: first.map(work.named),
          firstSettings: work.settings(ctx.student, 'last', first.length),
        }
      : {}),
    validation: contentHash(validation.map(work.named)),
    test: test ? contentHash(gold.test.map(work.named)) : null,
    model: models.student.identity,
    labels: task.labels,
    settings: work.settings(ctx.student, choose, rows.length),
    seed,
    keep,
    curves: watches,
  };
  const stream = [run.seed, key, seed];
  const name = folderName(run, key, inputs);
  const folder = keep ? `students/${name}` : null;
  const trainFrom = (randomness: readonly (string | number)[], checkpoints: string) =>
    work.train(hosts.student, {
      base: modelFiles(models.student),
      train: rows,
      ...(first
        ? { first: { train: first, checkpoints: project.path('students', `first-${checkpoints}`) } }
        : {}),
      validation: choose === 'best' ? validation : [],
      ...(watches ? { watched: gold.test } : {}),
      predict: predicted,
      student: ctx.student,
      choose,
      stream: randomness,
      checkpoints: project.path('students', checkpoints),
      saveTo: folder ? project.path(folder) : undefined,
    });
  return run.step(
    key,
    inputs,
    async () => {
      const since = performance.now();
      const once = await trainFrom(stream, `${name}.checkpoints`);
      const isSecond =
        isGuarded(ctx) &&
        maySucceedAgain(ctx) &&
        work.only(once.predicted.slice(0, validation.length), validation) !== null;
      // in a folder of its own: after a kill the first training runs again, and must not find it
      const result = isSecond
        ? await trainFrom([...stream, 'second'], `${name}-second.checkpoints`)
        : once;
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
        ...(result.confidences
          ? { confidences: result.confidences.slice(0, validation.length) }
          : {}),
        ...(isSecond ? { isSecond } : {}),
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
 * Trains a student on some rows and lets it judge others; only its judgements are kept.
 * @param key of the phase `train`
 * @returns for each text a probability of each label, from 0 to 1: the softmax of its logits
 */
export async function judgeWith(
  ctx: RunContext,
  key: string,
  seen: readonly LabelledRow[],
  unseen: readonly Omit<LabelledRow, 'label'>[],
): Promise<LabelShares[]> {
  const { labels } = ctx.task;
  const request = {
    settings: classifierSettings(ctx.student, 'last', seen.length),
    judged: unseen.map(studentInput),
  };
  return trainForOnce(ctx, key, seen, request, ({ logits }) =>
    logits.map((row) => namedShares(labels, probabilities(row))),
  );
}

/**
 * Trains a student on rows only to draw their data map: after each epoch it judges every row.
 * @param key of the phase `train`
 * @returns each row's place on the map
 * @throws BadInput if all rows have the same label
 */
export async function dynamicsOf(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
): Promise<readonly ExampleDynamics[]> {
  requireTwoLabels(rows, key);
  const settings = { ...classifierSettings(ctx.student, 'last', rows.length), dynamics: true };
  return trainForOnce(ctx, key, rows, { settings }, ({ dynamics }) => dynamics!);
}

/**
 * Derived from the inputs and the stream, so that an interrupted training finds its checkpoint and
 * does not overwrite another run seed's student.
 */
export function folderName(run: Run, key: string, inputs: object): string {
  const hash = contentHash({ ...inputs, runSeed: run.seed });
  return `${key.replaceAll('/', '-')}-${hash.slice(0, 8)}`;
}

/**
 * Trains a student of labels that is neither kept nor scored: only the values read from it are
 * recorded.
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

/**
 * A split's score, averaged over student seeds; undefined if the students did not predict the
 * split.
 */
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
 * The label that a student gives to all validation texts, although they have several: its errors are
 * whole classes, from which nothing can be learned. Null for a student that was trained, and for
 * `leastSteps: 0`.
 */
export function onlyLabel(ctx: RunContext, answers: readonly string[]): string | null {
  return isGuarded(ctx) ? headFor(ctx.task).only(answers, ctx.gold.validation) : null;
}

/** A training for exactly the papers' epochs is taken as it comes. */
const isGuarded = ({ student }: RunContext) => student.leastSteps > 0;

/** A regression has one solution, whatever the seed is. */
const maySucceedAgain = ({ student }: RunContext) => student.method === 'finetune';

/**
 * The validation examples that a student gets wrong.
 * @param answers what it says of each
 * @param lowF1 for questions: an answer whose F1 is below it is wrong; with 1, every answer that is
 *   not an exact match
 */
export function misclassified(
  { gold, task }: RunContext,
  answers: readonly string[],
  lowF1 = 1,
): GoldExample[] {
  const { isRight } = headFor(task);
  return gold.validation.filter((row, i) => !isRight(answers[i]!, row, lowF1));
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
