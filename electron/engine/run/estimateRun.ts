import type { DataMapSettings, StudentGrid, StudentSettings } from '../../contract/experiment.ts';
import type { RecipeSettings } from '../../contract/recipeSchema.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { orderCount } from '../steps/labelOrders.ts';
import { gridPoints } from '../training/gridPoints.ts';

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
  /** For pairs no reasons are listed. */
  readonly isOfPairs: boolean;
  /** For ZeroGen: whether the teacher makes contexts up first. */
  readonly asksTitles: boolean;
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

/** What of a run depends on its recipe. */
interface Plan {
  /** Teacher calls that write. */
  readonly calls: number;
  /** Rows of the students that are trained before the final one, or without one. */
  readonly before: readonly number[];
  /** Rows of the final student; none where nothing is trained to be kept. */
  readonly rows?: number;
  /** Human labels that it used; where it used none no student learns from labels and rows together. */
  readonly labels?: number;
  /** Sets of labels that a student learns from alone: see `yardsticks`. */
  readonly alone: readonly number[];
  readonly parts?: RunEstimate['parts'];
  readonly notes?: readonly string[];
}

/**
 * Teacher calls and training steps of a run, times what the probe measured for one of each. Rows that
 * cleaning will drop are counted as if they were kept and written once.
 */
export function estimateRun(
  recipe: RecipeSettings,
  sizes: Sizes,
  { student, dataMap }: { readonly student: StudentSettings; readonly dataMap: DataMapSettings },
  probe: Probe,
): RunEstimate {
  const { calls, before, rows, labels, alone, ...plan } = planOf(recipe, sizes, probe);
  const parts = [...(plan.parts ?? [])];
  const notes = [...(plan.notes ?? [])];
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
  const mapped = rows !== undefined && dataMap.filter !== 'off';
  const trainings = [
    ...before,
    ...(mapped ? [rows] : []),
    ...[
      ...(rows === undefined ? [] : [rows]),
      ...alone,
      ...(rows === undefined || labels === undefined ? [] : [rows + labels]),
      ...(mapped ? [Math.round(rows * (1 - dataMap.share))] : []),
    ].flatMap((size) => times(student.seeds, size)),
  ];
  const steps = trainings
    .map((size) => Math.ceil(size / student.batch) * student.epochs)
    .reduce((sum, n) => sum + n, 0);
  parts.push({
    what: 'Training students',
    detail: `${trainings.length} students, ${count(steps)} steps`,
    seconds:
      steps * probe.secondsPerStudentStep +
      trainings.length * student.epochs * probe.secondsPerEpoch,
  });
  if (student.grid && rows !== undefined)
    parts.push(tryingGrid(student.grid, rows, student, probe));
  if (student.curves === 'on')
    notes.push(
      'Not counted: scoring the training and test texts after every epoch, for the curves.',
    );
  if (recipe.kind !== 'confidence') {
    const texts = sizes.validation + sizes.test;
    // of questions, which have no labels, it is asked for the answers
    const isAsked = sizes.labels === 0;
    parts.push({
      what: isAsked ? 'The teacher asked' : 'The teacher as classifier',
      detail: `${count(texts)} texts`,
      seconds: texts * (isAsked ? probe.secondsPerCall : probe.secondsPerScore),
    });
  }
  notes.push('Steps that an earlier run has done already are not done again.');
  return { parts, seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0), tokens, notes };
}

function planOf(recipe: RecipeSettings, sizes: Sizes, probe: Probe): Plan {
  const { seed, validation, passages, reviewed } = sizes;
  const asksReasons = 'rationales' in recipe && recipe.rationales > 0 && !sizes.isOfPairs;
  const lists = asksReasons ? sizes.labels * RATIONALES_PER_ROW : 0;
  const searching = 'retrieval' in recipe && recipe.retrieval === 'dense';
  const parts = searching ? [embedding(passages, probe)] : [];
  switch (recipe.kind) {
    case 's3': {
      const { added, ...rounds } = extrapolation(recipe, sizes);
      return { ...rounds, calls: lists + recipe.rows + added, ...labelsOfS3(sizes) };
    }
    case 'hybrid': {
      const { added, ...rounds } = extrapolation(recipe, sizes);
      const labels = seed + validation;
      return { ...rounds, calls: recipe.rows + added, labels, alone: [seed, labels], parts };
    }
    case 's3WithoutEes':
      return { ...wholeSet(recipe.rows), calls: recipe.rows + lists, ...labelsOfS3(sizes) };
    case 'goldgen':
      return { ...wholeSet(recipe.rows), labels: validation, alone: [seed, validation] };
    case 'synthesizrr': {
      const { bootstrap, bootstrapExamples } = recipe;
      const written = bootstrap * sizes.labels;
      const usesLabels = bootstrap === 0 || bootstrapExamples > 0;
      return {
        ...drawnSet(recipe),
        calls: written + recipe.rows,
        ...(usesLabels ? { labels: seed } : {}),
        alone: [seed],
        parts,
      };
    }
    case 'fewgen':
      return {
        ...drawnSet(recipe),
        ...(recipe.shots > 0 ? { labels: seed } : {}),
        alone: [seed],
      };
    case 'zerogen':
      return {
        ...wholeSet(recipe.rows),
        calls: recipe.rows + titles(recipe, sizes),
        alone: [seed],
      };
    case 'transfer': {
      const isSynAdd = recipe.add === 'synAdd';
      const s3Rows = isSynAdd ? recipe.rows : recipe.s3Rows || recipe.rows;
      const { added, ...rounds } = extrapolation({ ...recipe, rows: s3Rows }, sizes);
      return {
        ...rounds,
        calls: recipe.rows + titles(recipe, sizes) + added + (isSynAdd ? 0 : lists + s3Rows),
        rows: recipe.rows + added,
        labels: validation,
        alone: [seed, validation],
      };
    }
    case 'teacherLabels': {
      const rows = Math.min(recipe.rows, passages);
      const orders = orderCount(sizes.labels);
      const labelling = {
        what: 'Labelling your documents',
        detail: `${count(rows)} passages, the labels shown in ${count(orders)} orders`,
        seconds: rows * orders * probe.secondsPerScore,
      };
      const notes = ['Labelling was measured on your examples: longer documents take longer.'];
      return { calls: 0, before: [], rows, alone: [seed], parts: [labelling], notes };
    }
    case 'reviewed': {
      const labels = Math.max(seed, validation);
      return { calls: 0, before: [], rows: reviewed, labels, alone: [seed, validation] };
    }
    case 'confidence': {
      const seen = Math.round((reviewed * (recipe.folds - 1)) / recipe.folds);
      return { calls: 0, before: times(recipe.folds, seen), alone: [] };
    }
  }
}

/** One for a row of each label; shorter than a row, and counted like one. */
function titles(
  { rows, perContext }: { readonly rows: number; readonly perContext: number },
  { labels, asksTitles }: Sizes,
): number {
  return asksTitles ? Math.ceil(rows / (labels * perContext)) : 0;
}

const wholeSet = (rows: number) => ({ calls: rows, before: [], rows });
const drawnSet = ({ rows, subsample }: { readonly rows: number; readonly subsample: number }) => ({
  ...wholeSet(rows),
  rows: subsample === 0 ? rows : subsample,
});

/** Of questions the seed set's answers are labels of its rows. */
function labelsOfS3({ labels, seed, validation }: Sizes) {
  const used = labels === 0 ? seed + validation : validation;
  return { labels: used, alone: [seed, used] };
}

/** R rounds of training, each of which adds a row for each error. */
function extrapolation(
  { rows, rounds }: { readonly rows: number; readonly rounds: number },
  { validation }: Sizes,
) {
  const errors = Math.round(validation * ERROR_SHARE);
  const assumed = `Assumed: the student gets ${errors} of ${validation} validation texts wrong.`;
  return {
    added: rounds * errors,
    before: Array.from({ length: rounds }, (_, round) => rows + round * errors),
    rows: rows + rounds * errors,
    notes: rounds > 0 ? [assumed] : [],
  };
}

function embedding(passages: number, { secondsPerEmbedding }: Probe) {
  return {
    what: 'Embedding your documents',
    detail: `${count(passages)} passages`,
    seconds: passages * secondsPerEmbedding,
  };
}

/** A row takes as long in a batch of any size, so a point's steps are counted in the probe's batches. */
function tryingGrid(
  grid: StudentGrid,
  rows: number,
  { batch, epochs }: StudentSettings,
  { secondsPerStudentStep, secondsPerEpoch }: Probe,
) {
  const points = gridPoints(grid);
  const passes = points.reduce((sum, point) => sum + (point.epochs ?? epochs), 0);
  const perPass = Math.ceil(rows / batch) * secondsPerStudentStep + secondsPerEpoch;
  return {
    what: "Trying the grid's settings",
    detail: `${count(points.length)} students`,
    seconds: passes * perPass,
  };
}

const times = (n: number, value: number): number[] => Array<number>(n).fill(value);
const count = (n: number) => n.toLocaleString('en');
