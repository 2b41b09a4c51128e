import type { DataMapSettings, StudentGrid, StudentSettings } from '../../contract/experiment.ts';
import { dataOf, type RecipeSettings } from '../../contract/recipes/recipes.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import type { Plan, Sizes } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { comparesMethods } from '../training/chooseMethod.ts';
import { gridPoints } from '../training/gridPoints.ts';
import { passesAnEpoch } from '../training/passesAnEpoch.ts';

/** The measurements of a probe on this machine, all in seconds of wall time. */
export interface Probe {
  /** Seconds per call that writes a row, with all teachers running. */
  readonly secondsPerCall: number;
  readonly tokensPerCall: number;
  readonly teachers: number;
  /** Servers on other machines, if these are the teachers. */
  readonly servers?: number | undefined;
  /** Seconds per text that the teacher classifies. */
  readonly secondsPerScore: number;
  readonly secondsPerStudentStep: number;
  /** Seconds per row of a student whose head alone is trained; 0 for a fine-tuning. */
  readonly secondsPerHeadRow: number;
  /** Seconds that an epoch takes in addition to its steps, for its checkpoint. */
  readonly secondsPerEpoch: number;
  readonly secondsPerEmbedding: number;
  /** Twice the standard error of what was repeated, as a share: of calls or of training steps, the larger. */
  readonly uncertainty: number;
}

/**
 * Multiplies a run's teacher calls and training steps by the times that the probe measured. Rows
 * that cleaning will drop are counted as if they were kept and written once.
 */
export function estimateRun(
  recipe: RecipeSettings,
  sizes: Sizes,
  { student, dataMap }: { readonly student: StudentSettings; readonly dataMap: DataMapSettings },
  probe: Probe,
): Omit<RunEstimate, 'checks'> {
  const plan = recipeOf(recipe).plan(recipe, sizes);
  const { calls, before, rows } = plan;
  const compares = student.labelsAndRows !== 'off';
  const alone = labelSets(recipe, plan, sizes, compares);
  const isMeasured = rows !== undefined;
  const parts: RunEstimate['parts'][number][] = corpusParts(plan, sizes, probe);
  const notes = [...(plan.notes ?? [])];
  const tokens = Math.round(calls * probe.tokensPerCall);
  if (calls > 0) {
    parts.push({
      what: 'Writing rows',
      detail: `${count(calls)} calls, about ${count(tokens)} tokens`,
      seconds: calls * probe.secondsPerCall,
    });
    notes.push(
      `Measured just now: a row takes ${probe.secondsPerCall.toFixed(1)} s with ${teachersOf(probe)} running` +
        (student.method === 'head'
          ? '.'
          : `, a training step ${probe.secondsPerStudentStep.toFixed(2)} s.`),
    );
  }
  const mapped = isMeasured && dataMap.filter !== 'off';
  const trainings = [
    ...before,
    ...(mapped ? [rows] : []),
    ...[
      ...(isMeasured ? [rows] : []),
      ...(isMeasured ? alone : []),
      ...(isMeasured && compares ? [rows + sizes.seed + sizes.validation] : []),
      ...(mapped ? [Math.round(rows * (1 - dataMap.share))] : []),
    ].flatMap((size) => times(student.seeds, size)),
  ];
  parts.push(
    student.method === 'head'
      ? trainingHeads(trainings, probe)
      : fineTuning(trainings, student, probe),
  );
  const labelled = { kind: sizes.task, labels: sizes.seed + sizes.validation };
  if (comparesMethods(labelled, { student, dataMap }))
    parts.push(comparingMethods(student, labelled.labels, probe));
  if (student.grid && rows !== undefined)
    parts.push(tryingGrid(student.grid, rows, student, probe));
  if (student.curves === 'on')
    notes.push(
      'Not counted: scoring the training and test texts after every epoch, for the curves.',
    );
  if (isMeasured) {
    const isGated = compares && student.labelGate === 'on' && sizes.labels > 0;
    const texts = sizes.validation + sizes.test + (isGated ? rows : 0);
    // for questions, which have no labels, the teacher is asked for the answers
    const isAsked = sizes.labels === 0;
    parts.push({
      what: isAsked ? 'The teacher asked' : 'The teacher as classifier',
      detail: `${count(texts)} texts`,
      seconds: texts * (isAsked ? probe.secondsPerCall : probe.secondsPerScore),
    });
  }
  notes.push(
    'The interval is twice the standard error of the probe’s calls' +
      (student.method === 'head' ? '. ' : ', or of its training steps if that is larger. ') +
      'It knows nothing of rows that cleaning will drop, or of what else the machine will do.',
  );
  notes.push('Steps that an earlier run has done already are not done again.');
  const seconds = sum(parts.map((part) => part.seconds));
  const factor = 1 + probe.uncertainty;
  return { parts, seconds, least: seconds / factor, most: seconds * factor, tokens, notes };
}

function teachersOf({ teachers, servers }: Probe): string {
  const [count, one] = servers === undefined ? [teachers, 'teacher'] : [servers, 'server'];
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

function fineTuning(trainings: readonly number[], student: StudentSettings, probe: Probe) {
  const steps = sum(trainings.map((size) => trainingSteps(student, size)));
  return {
    what: 'Training students',
    detail: `${trainings.length} students, ${count(steps)} steps`,
    seconds:
      steps * probe.secondsPerStudentStep +
      trainings.length * student.epochs * probe.secondsPerEpoch,
  };
}

/** Two thirds of the labels are learned from three times; the regressions take seconds. */
function comparingMethods(student: StudentSettings, labels: number, probe: Probe) {
  const trainings = times(3, Math.round((labels * 2) / 3));
  return { ...fineTuning(trainings, student, probe), what: 'Choosing how students are trained' };
}

function trainingHeads(trainings: readonly number[], probe: Probe) {
  const rows = sum(trainings);
  return {
    what: 'Training students',
    detail: `${trainings.length} students, ${count(rows)} rows`,
    seconds: rows * probe.secondsPerHeadRow,
  };
}

/** Sizes of the label sets that a student learns from alone: see `yardsticks`. */
function labelSets(
  recipe: RecipeSettings,
  plan: Plan,
  { task, seed, validation }: Sizes,
  compares: boolean,
): number[] {
  const consumed = plan.consumes ?? dataOf(recipe.kind).consumes(recipe, task);
  const usesAll = consumed.includes('seed') && consumed.includes('validation');
  return [
    seed,
    ...(consumed.includes('validation') && !usesAll ? [validation] : []),
    ...(compares || usesAll ? [seed + validation] : []),
  ];
}

/** The parts of a plan other than writing and training. */
function corpusParts({ embedsPassages, labelled }: Plan, { passages }: Sizes, probe: Probe) {
  const embedding = {
    what: 'Embedding your documents',
    detail: `${count(passages)} passages`,
    seconds: passages * probe.secondsPerEmbedding,
  };
  const labelling = labelled && {
    what: 'Labelling your documents',
    detail: `${count(labelled.passages)} passages, the labels shown in ${count(labelled.orders)} orders`,
    seconds: labelled.passages * labelled.orders * probe.secondsPerScore,
  };
  return [...(embedsPassages ? [embedding] : []), ...(labelling ? [labelling] : [])];
}

/**
 * A row takes equally long in a batch of any size, so a point's steps are counted in the probe's
 * batches.
 */
function tryingGrid(
  grid: StudentGrid,
  rows: number,
  student: StudentSettings,
  { secondsPerStudentStep, secondsPerEpoch }: Probe,
) {
  const points = gridPoints(grid);
  const seconds = points.map((point) => {
    const tried = { ...student, epochs: point.epochs ?? student.epochs };
    return trainingSteps(tried, rows) * secondsPerStudentStep + tried.epochs * secondsPerEpoch;
  });
  return {
    what: "Trying the grid's settings",
    detail: `${count(points.length)} students`,
    seconds: sum(seconds),
  };
}

const trainingSteps = (student: StudentSettings, rows: number) =>
  Math.ceil(rows / student.batch) * student.epochs * passesAnEpoch(student, rows);

const times = (n: number, value: number): number[] => Array<number>(n).fill(value);
const sum = (values: readonly number[]) => values.reduce((total, n) => total + n, 0);
const count = (n: number) => n.toLocaleString('en');
