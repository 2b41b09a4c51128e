import type { DataMapSettings, StudentGrid, StudentSettings } from '../../contract/experiment.ts';
import {
  dataOf,
  type RecipeSettings,
  recipeId,
  recipeTitle,
} from '../../contract/recipes/recipes.ts';
import type { LabelSet } from '../../contract/report.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import type { Plan, Sizes } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { comparesMethods } from '../training/chooseMethod.ts';
import { gridPoints } from '../training/gridPoints.ts';
import { passesAnEpoch } from '../training/passesAnEpoch.ts';

/** The measurements of a probe on this machine, all in seconds of wall time. */
export interface Probe {
  /** A call that writes a row, for each recipe, with all teachers running; 0 for one that writes none. */
  readonly calls: readonly { readonly seconds: number; readonly tokens: number }[];
  /** The same for calls that write a draft. */
  readonly drafts: readonly { readonly seconds: number; readonly tokens: number }[];
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
  recipes: readonly RecipeSettings[],
  sizes: Sizes,
  { student, dataMap }: { readonly student: StudentSettings; readonly dataMap: DataMapSettings },
  probe: Probe,
): Omit<RunEstimate, 'checks'> {
  const compares = student.labelsAndRows !== 'off';
  const maps = dataMap.filter !== 'off';
  const planned = recipes.map((recipe, at): Planned => {
    const plan = recipeOf(recipe).plan(recipe, sizes);
    const title = recipeTitle(recipeId(recipe));
    return { recipe, plan, call: probe.calls[at]!, draft: probe.drafts[at]!, title };
  });
  const plans = planned.map(({ plan }) => plan);
  const kept = plans.flatMap(({ rows }) => rows ?? []);
  const isMeasured = kept.length > 0;
  const notes = [...new Set(plans.flatMap((plan) => plan.notes ?? []))];
  const writing = planned.filter(({ plan }) => plan.calls > 0);
  if (writing.length > 0) notes.push(measuredNote(writing, student, probe));
  const labels = sizes.seed + sizes.validation;
  const alone = new Set(planned.flatMap((one) => labelSets(one, sizes, compares)));
  const trainings = [
    ...plans.flatMap(({ before }) => before),
    ...(maps ? kept : []),
    ...[
      ...kept,
      ...(isMeasured ? [...alone].map((set) => sizeOf(set, sizes)) : []),
      ...(compares ? kept.map((rows) => rows + labels) : []),
      ...(maps ? kept.map((rows) => Math.round(rows * (1 - dataMap.share))) : []),
    ].flatMap((size) => times(student.seeds, size)),
  ];
  const parts = [
    ...corpusParts(planned, sizes, probe),
    ...writing.flatMap((one) => writingDrafts(one, planned.length)),
    ...writing.map((one) => writingRows(one, planned.length)),
    student.method === 'head'
      ? trainingHeads(trainings, probe)
      : fineTuning(trainings, student, probe),
    ...(comparesMethods({ kind: sizes.task, labels }, { student, dataMap })
      ? [comparingMethods(student, labels, probe)]
      : []),
    ...(student.grid && isMeasured ? [tryingGrid(student.grid, kept, student, probe)] : []),
    ...(isMeasured ? [askingTeacher(planned, sizes, student, probe)] : []),
  ];
  if (student.curves === 'on')
    notes.push(
      'Not counted: scoring the training and test texts after every epoch, for the curves.',
    );
  notes.push(
    'The interval is twice the standard error of the probe’s calls' +
      (student.method === 'head' ? '. ' : ', or of its training steps if that is larger. ') +
      'It knows nothing of rows that cleaning will drop, or of what else the machine will do.',
  );
  notes.push('Steps that an earlier run has done already are not done again.');
  const seconds = sum(parts.map((part) => part.seconds));
  const factor = 1 + probe.uncertainty;
  const tokens = sum(writing.map((one) => tokensOf(one) + draftTokensOf(one)));
  return { parts, seconds, least: seconds / factor, most: seconds * factor, tokens, notes };
}

/** A recipe with its plan, and what a call of it takes. */
interface Planned {
  readonly recipe: RecipeSettings;
  readonly plan: Plan;
  readonly call: Probe['calls'][number];
  readonly draft: Probe['drafts'][number];
  readonly title: string;
}

const tokensOf = ({ plan, call }: Planned) => Math.round(plan.calls * call.tokens);

const draftTokensOf = ({ plan: { drafts = 0 }, draft }: Planned) =>
  Math.round(drafts * draft.tokens);

function writingDrafts(planned: Planned, recipes: number): RunEstimate['parts'] {
  const { drafts = 0 } = planned.plan;
  if (drafts === 0) return [];
  return [
    {
      what: recipes > 1 ? `Writing drafts, ${planned.title}` : 'Writing drafts',
      detail: `${count(drafts)} calls, about ${count(draftTokensOf(planned))} tokens`,
      seconds: drafts * planned.draft.seconds,
    },
  ];
}

/** Only a run of several recipes has to say which of them a part is of. */
function writingRows(planned: Planned, recipes: number): RunEstimate['parts'][number] {
  const { plan, call, title } = planned;
  const rows = plan.rows === undefined ? '' : `${count(plan.rows)} rows in `;
  return {
    what: recipes > 1 ? `Writing rows, ${title}` : 'Writing rows',
    detail: `${rows}${count(plan.calls)} calls, about ${count(tokensOf(planned))} tokens`,
    seconds: plan.calls * call.seconds,
  };
}

function measuredNote(writing: readonly Planned[], student: StudentSettings, probe: Probe): string {
  const each = writing.map(({ call, title }) => {
    const taken = `${call.seconds.toFixed(1)} s`;
    return writing.length > 1 ? `${taken} (${title})` : taken;
  });
  const step =
    student.method === 'head'
      ? ''
      : `, a training step ${probe.secondsPerStudentStep.toFixed(2)} s`;
  return `Measured just now: a row takes ${each.join(', ')} with ${teachersOf(probe)} running${step}.`;
}

/** Questions have no labels, so the teacher is asked for their answers. */
function askingTeacher(
  planned: readonly Planned[],
  sizes: Sizes,
  student: StudentSettings,
  { secondsPerScore }: Probe,
) {
  const isAsked = sizes.labels === 0;
  const isGated = student.labelsAndRows !== 'off' && student.labelGate === 'on' && !isAsked;
  const rows = isGated ? sum(planned.map(({ plan }) => plan.rows ?? 0)) : 0;
  const texts = sizes.validation + sizes.test + rows;
  const secondsPerAnswer = planned.find(({ plan }) => plan.calls > 0)?.call.seconds ?? 0;
  return {
    what: isAsked ? 'The teacher asked' : 'The teacher as classifier',
    detail: `${count(texts)} texts`,
    seconds: texts * (isAsked ? secondsPerAnswer : secondsPerScore),
  };
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

/** The label sets that a student learns from alone: see `yardsticks`. */
function labelSets(
  { recipe, plan }: Planned,
  { task }: Sizes,
  compares: boolean,
): readonly LabelSet[] {
  const consumed = plan.consumes ?? dataOf(recipe.kind).consumes(recipe, task);
  const usesAll = consumed.includes('seed') && consumed.includes('validation');
  return [
    'seed',
    ...(consumed.includes('validation') && !usesAll ? (['validation'] as const) : []),
    ...(compares || usesAll ? (['seed and validation'] as const) : []),
  ];
}

function sizeOf(set: LabelSet, { seed, validation }: Sizes): number {
  if (set === 'seed and validation') return seed + validation;
  return set === 'seed' ? seed : validation;
}

/** The parts of plans other than writing and training. Passages are embedded once for all recipes. */
function corpusParts(planned: readonly Planned[], { passages }: Sizes, probe: Probe) {
  const embedding = {
    what: 'Embedding your documents',
    detail: `${count(passages)} passages`,
    seconds: passages * probe.secondsPerEmbedding,
  };
  const labelling = planned.flatMap(({ plan: { labelled }, title }) => {
    if (!labelled) return [];
    const what = 'Labelling your documents';
    return {
      what: planned.length > 1 ? `${what}, ${title}` : what,
      detail: `${count(labelled.passages)} passages, the labels shown in ${count(labelled.orders)} orders`,
      seconds: labelled.passages * labelled.orders * probe.secondsPerScore,
    };
  });
  const embeds = planned.some(({ plan }) => plan.embedsPassages);
  return [...(embeds ? [embedding] : []), ...labelling];
}

/**
 * A row takes equally long in a batch of any size, so a point's steps are counted in the probe's
 * batches.
 */
function tryingGrid(
  grid: StudentGrid,
  kept: readonly number[],
  student: StudentSettings,
  { secondsPerStudentStep, secondsPerEpoch }: Probe,
) {
  const points = gridPoints(grid);
  const seconds = points.flatMap((point) => {
    const tried = { ...student, epochs: point.epochs ?? student.epochs };
    return kept.map(
      (rows) => trainingSteps(tried, rows) * secondsPerStudentStep + tried.epochs * secondsPerEpoch,
    );
  });
  return {
    what: "Trying the grid's settings",
    detail: `${count(seconds.length)} students`,
    seconds: sum(seconds),
  };
}

const trainingSteps = (student: StudentSettings, rows: number) =>
  Math.ceil(rows / student.batch) * student.epochs * passesAnEpoch(student, rows);

const times = (n: number, value: number): number[] => Array<number>(n).fill(value);
const sum = (values: readonly number[]) => values.reduce((total, n) => total + n, 0);
const count = (n: number) => n.toLocaleString('en');
