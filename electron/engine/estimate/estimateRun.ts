import type { RecipeSettings, StudentSettings } from '../../contract/experiment.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { orderCount } from '../steps/labelOrders.ts';

/** What a probe measured on this machine; all in seconds of wall time. */
export interface Probe {
  /** Of a row's call, all teachers at work. */
  readonly secondsPerCall: number;
  readonly tokensPerCall: number;
  readonly teachers: number;
  /** Of a text that the teacher classifies. */
  readonly secondsPerScore: number;
  readonly secondsPerStudentStep: number;
  /** Of what an epoch has beside its steps: its checkpoint. */
  readonly secondsPerEpoch: number;
  readonly secondsPerEmbedding: number;
}

/** How much there is of what a run works on. */
export interface Sizes {
  readonly labels: number;
  readonly seed: number;
  readonly validation: number;
  readonly test: number;
  readonly passages: number;
  /** Rows that a student for reviews or their check learns from. */
  readonly reviewed: number;
}

/**
 * Share of the validation examples that a student gets wrong, which nobody knows beforehand; ours. A
 * third lies between what students here got wrong at first and at the end.
 */
const ERROR_SHARE = 1 / 3;

/** Tokens of a list of reasons beside those of a row: S3 allows 400 and 120. */
const RATIONALES_PER_ROW = 3;

/**
 * Teacher calls and training steps of a run, times what the probe measured for one of each. Rows that
 * cleaning will drop are counted as if they were kept and written once.
 */
export function estimateRun(
  recipe: RecipeSettings,
  sizes: Sizes,
  student: StudentSettings,
  probe: Probe,
): RunEstimate {
  const parts: { what: string; detail: string; seconds: number }[] = [];
  const trainings: number[] = [];
  const notes: string[] = [];
  let calls = 0;
  if (recipe.kind === 's3' || recipe.kind === 'hybrid') {
    const errors = Math.round(sizes.validation * ERROR_SHARE);
    const added = recipe.rounds * errors;
    const lists = recipe.kind === 's3' ? sizes.labels * RATIONALES_PER_ROW : 0;
    const labels = sizes.validation + (recipe.kind === 's3' ? 0 : sizes.seed);
    calls = lists + recipe.rows + added;
    if ('retrieval' in recipe && recipe.retrieval === 'dense') {
      parts.push(embedding(sizes.passages, probe));
    }
    for (let round = 0; round < recipe.rounds; round++) {
      trainings.push(recipe.rows + round * errors);
    }
    const all = recipe.rows + added;
    trainings.push(...times(student.seeds, all));
    trainings.push(...yardstickTrainings(student.seeds, sizes, all, labels, recipe.kind === 's3'));
    if (recipe.kind === 'hybrid') trainings.push(...times(student.seeds, labels));
    if (recipe.rounds > 0) {
      notes.push(
        `Assumed: the student gets ${errors} of ${sizes.validation} validation texts wrong.`,
      );
    }
  } else if (recipe.kind === 's3WithoutEes' || recipe.kind === 'goldgen') {
    const lists = recipe.kind === 'goldgen' ? 0 : sizes.labels * RATIONALES_PER_ROW;
    calls = lists + recipe.rows;
    trainings.push(...times(student.seeds, recipe.rows));
    trainings.push(
      ...yardstickTrainings(student.seeds, sizes, recipe.rows, sizes.validation, true),
    );
  } else if (recipe.kind === 'synthesizrr') {
    calls = recipe.rows;
    trainings.push(...times(student.seeds, recipe.rows));
    trainings.push(...yardstickTrainings(student.seeds, sizes, recipe.rows, sizes.seed, false));
    if (recipe.retrieval === 'dense') parts.push(embedding(sizes.passages, probe));
  } else if (recipe.kind === 'fewgen') {
    calls = recipe.rows;
    const labels = recipe.shots > 0 ? sizes.seed : undefined;
    trainings.push(...times(student.seeds, recipe.rows));
    trainings.push(...yardstickTrainings(student.seeds, sizes, recipe.rows, labels, false));
  } else if (recipe.kind === 'teacherLabels') {
    const rows = Math.min(recipe.rows, sizes.passages);
    trainings.push(...times(student.seeds, rows));
    trainings.push(...yardstickTrainings(student.seeds, sizes, rows, undefined, false));
    parts.push({
      what: 'Labelling your documents',
      detail: `${count(rows)} passages, the labels shown in ${count(orderCount(sizes.labels))} orders`,
      seconds: rows * orderCount(sizes.labels) * probe.secondsPerScore,
    });
    notes.push('Labelling was measured on your examples: longer documents take longer.');
  } else if (recipe.kind === 'reviewed') {
    trainings.push(...times(student.seeds, sizes.reviewed));
    const labels = Math.max(sizes.seed, sizes.validation);
    trainings.push(...yardstickTrainings(student.seeds, sizes, sizes.reviewed, labels, true));
  } else {
    const seen = Math.round((sizes.reviewed * (recipe.folds - 1)) / recipe.folds);
    trainings.push(...times(recipe.folds, seen));
  }
  const tokens = Math.round(calls * probe.tokensPerCall);
  if (calls > 0) {
    parts.push({
      what: 'Writing rows',
      detail: `${count(calls)} calls, about ${count(tokens)} tokens`,
      seconds: calls * probe.secondsPerCall,
    });
    notes.push(
      `Measured just now: a row takes ${probe.secondsPerCall.toFixed(1)} s with ${probe.teachers} ` +
        `${probe.teachers === 1 ? 'teacher' : 'teachers'} at work, a training step ` +
        `${probe.secondsPerStudentStep.toFixed(2)} s.`,
    );
  }
  const steps = trainings
    .map((rows) => Math.ceil(rows / student.batch) * student.epochs)
    .reduce((sum, n) => sum + n, 0);
  parts.push({
    what: 'Training students',
    detail: `${trainings.length} students, ${count(steps)} steps`,
    seconds:
      steps * probe.secondsPerStudentStep +
      trainings.length * student.epochs * probe.secondsPerEpoch,
  });
  if (recipe.kind !== 'confidence') {
    const texts = sizes.validation + sizes.test;
    parts.push({
      what: 'The teacher as classifier',
      detail: `${count(texts)} texts`,
      seconds: texts * probe.secondsPerScore,
    });
  }
  notes.push('Steps that an earlier run has done already are not done again.');
  return { parts, seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0), tokens, notes };
}

/**
 * Rows of the students that a recipe is measured against: see `yardsticks`.
 * @param labels that the recipe used; without any no student learns from labels and rows together
 */
function yardstickTrainings(
  seeds: number,
  { seed, validation }: Sizes,
  rows: number,
  labels: number | undefined,
  learnsFromValidation: boolean,
): number[] {
  const alone = learnsFromValidation ? [seed, validation] : [seed];
  const together = labels === undefined ? [] : [rows + labels];
  return [...alone, ...together].flatMap((size) => times(seeds, size));
}

function embedding(passages: number, { secondsPerEmbedding }: Probe) {
  return {
    what: 'Embedding your documents',
    detail: `${count(passages)} passages`,
    seconds: passages * secondsPerEmbedding,
  };
}

const times = (n: number, value: number): number[] => Array<number>(n).fill(value);
const count = (n: number) => n.toLocaleString('en');
