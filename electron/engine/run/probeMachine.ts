import pMap from 'p-map';
import type { StudentSettings } from '../../contract/experiment.ts';
import type { TeacherLayout } from '../../contract/teacherLayout.ts';
import { standardError } from '../measures/standardError.ts';
import type { TypicalCall } from '../recipes/recipe.ts';
import { type Compute, type Hosts, modelFiles, openHosts } from '../runtime/hosts.ts';
import type { RunModels } from '../runtime/runModels.ts';
import { cudaForTraining } from '../runtime/studentCuda.ts';
import type { TeacherPool } from '../runtime/teacherPool.ts';
import type { Task } from '../steps/context.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';
import { canScore } from '../steps/teacherScores.ts';
import { choosePooling } from '../training/choosePooling.ts';
import { headFor } from '../training/headFor.ts';
import type { Probe } from './estimateRun.ts';

/** Calls for each teacher: the first also loads the model, so it is not counted. */
const CALLS = 2;
const EPOCHS = 3;
const EMBEDDED = 16;
/** Endpoints take many more; a probe of minutes would be none. */
const MOST_AT_ONCE = 16;

/** The most frequent operations of a run of this kind. */
export interface ProbeTask {
  /** A typical call of each recipe; null for one that writes no rows. */
  readonly calls: readonly (TypicalCall | null)[];
  /** A typical draft of each recipe; null for one that drafts nothing. */
  readonly drafts: readonly (TypicalCall | null)[];
  readonly texts: readonly LabelledRow[];
  readonly task: Pick<Task, 'kind' | 'labels'>;
  /** Texts to embed; empty if the recipe uses no retrieval. */
  readonly passages: readonly string[];
  readonly student: StudentSettings;
  readonly compute: Compute | undefined;
  readonly layout: TeacherLayout | undefined;
  readonly baseLayout: TeacherLayout | undefined;
  /** A folder for the probe's checkpoints, which the caller removes afterwards. */
  readonly scratch: string;
}

/** Performs a few of each of a run's operations, with the run's own models and processes. */
export async function probeMachine(
  models: RunModels,
  task: ProbeTask,
  signal: AbortSignal,
): Promise<Probe> {
  const steps: { epoch: number; at: number }[] = [];
  const onTraining = ({ epoch }: { epoch: number }) =>
    void steps.push({ epoch, at: performance.now() });
  // the run itself reports it
  const cuda = await cudaForTraining(task.compute ?? {}, () => {});
  const { layout, baseLayout, compute } = task;
  const onNote = () => {};
  const hosts = openHosts(models, { layout, baseLayout, onTraining, onNote, compute, cuda });
  signal.addEventListener('abort', () => hosts.stop(), { once: true });
  const { teacher, retrieval, student } = hosts;
  const [sample] = task.texts;
  try {
    const atOnce = (pool: TeacherPool) => Math.min(pool.parallel, MOST_AT_ONCE);
    const parallel = atOnce(teacher);
    const all = (n: number) => Array.from({ length: n }, (_, i) => i);
    const write = async (pool: TeacherPool, { prompt, sampling }: TypicalCall, seed: number) => {
      const { against, ...asked } = prompt;
      return timed(() =>
        pool.generate(asked, { ...sampling, seed, ...(against ? { against } : {}) }),
      );
    };
    const writeSome = async (call: TypicalCall | null, pool: TeacherPool = teacher) => {
      if (!call) return { seconds: 0, tokens: 0, uncertainty: 0 };
      const concurrency = atOnce(pool);
      const n = CALLS * concurrency;
      const writing = await timed(() => pMap(all(n), (i) => write(pool, call, i), { concurrency }));
      return {
        seconds: writing.seconds / n,
        tokens: mean(writing.value.map(({ value }) => value.outputTokens)),
        uncertainty: standardError(writing.value.map(({ seconds }) => seconds)),
      };
    };
    // a question has an answer instead of labels
    const words = task.task.labels.length > 0 ? task.task.labels : [sample!.label];
    const scores = await canScore(hosts);
    const classify = async () =>
      scores ? teacher.score({ text: sample!.text, chat: false }, words) : [];
    // loads every teacher's model
    await pMap(all(parallel), classify, { concurrency: parallel });
    const scoring = await timed(() => pMap(all(parallel), classify, { concurrency: parallel }));
    const calls = await pMap(task.calls, (call) => writeSome(call), { concurrency: 1 });
    const drafts = await draftSome(hosts, task.drafts, writeSome);
    const texts = task.passages.slice(0, EMBEDDED);
    if (texts.length > 0) await retrieval.call('embed', texts.slice(0, 1));
    const embedding = await timed(async () =>
      texts.length > 0 ? retrieval.call('embed', texts) : undefined,
    );
    const rows = task.texts.slice(0, 3 * task.student.batch);
    const pooling = choosePooling(task.student, task.task.kind, models.student);
    const training = await timed(() =>
      headFor(task.task).train(student, {
        base: modelFiles(models.student),
        train: rows,
        validation: [],
        predict: [],
        student: { ...task.student, pooling, epochs: EPOCHS, leastSteps: 0 },
        choose: 'last',
        stream: ['probe'],
        checkpoints: task.scratch,
        saveTo: undefined,
      }),
    );
    return {
      calls,
      drafts,
      teachers: parallel,
      servers: models.teacher.endpoints?.endpoints.length,
      secondsPerScore: scoring.seconds / parallel,
      secondsPerEmbedding: texts.length > 0 ? embedding.seconds / texts.length : 0,
      ...trainingTimes(steps),
      uncertainty:
        2 *
        Math.max(
          ...[...calls, ...drafts].map(({ uncertainty }) => uncertainty),
          standardError(stepGaps(steps).within),
        ),
      secondsPerHeadRow: task.student.method === 'head' ? training.seconds / rows.length : 0,
    };
  } finally {
    hosts.stop();
  }
}

/** Drafts by the base model, whose processes take the place of the teacher's; by the teacher if there is none. */
async function draftSome<Written>(
  { teacher, base }: Hosts,
  drafts: readonly (TypicalCall | null)[],
  writeSome: (call: TypicalCall | null, pool?: TeacherPool) => Promise<Written>,
): Promise<Written[]> {
  const [first] = drafts.filter((draft) => draft !== null);
  if (base && first) {
    teacher.rest?.();
    // loads every process's model
    await pMap(Array.from({ length: base.parallel }), () => base.countTokens([first.prompt]));
  }
  const written = await pMap(drafts, (draft) => writeSome(draft, base), { concurrency: 1 });
  base?.rest?.();
  return written;
}

/**
 * The time between two steps within an epoch is the time of a step; any time beyond that, between
 * the last step of an epoch and the first of the next, is the epoch's overhead.
 */
export function trainingTimes(
  steps: readonly { readonly epoch: number; readonly at: number }[],
): Pick<Probe, 'secondsPerStudentStep' | 'secondsPerEpoch'> {
  const { within, between } = stepGaps(steps);
  // with so few texts every epoch has one step, and its time cannot be separated from the epoch's
  if (within.length === 0) return { secondsPerStudentStep: mean(between), secondsPerEpoch: 0 };
  const step = mean(within);
  return { secondsPerStudentStep: step, secondsPerEpoch: Math.max(0, mean(between) - step) };
}

/** The seconds between steps, within an epoch and from one to the next. */
function stepGaps(steps: readonly { readonly epoch: number; readonly at: number }[]) {
  const gaps = steps.slice(1).map((step, i) => ({
    seconds: (step.at - steps[i]!.at) / 1000,
    isWithin: step.epoch === steps[i]!.epoch,
  }));
  return {
    within: gaps.filter(({ isWithin }) => isWithin).map(({ seconds }) => seconds),
    between: gaps.filter(({ isWithin }) => !isWithin).map(({ seconds }) => seconds),
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const since = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - since) / 1000 };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
