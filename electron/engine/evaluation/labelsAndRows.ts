import type { LearningCurves } from '../../contract/learningCurve.ts';
import { dataOf, recipeId } from '../../contract/recipes/recipes.ts';
import { type RowUse, type TriedUse, type UseChoice, useWords } from '../../contract/rowUse.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { type Example, keptOf } from '../steps/example.ts';
import { canScore } from '../steps/teacherScores.ts';
import { chooseUse, weightsOfRows } from '../training/chooseUse.ts';
import { learningCurves } from '../training/learningCurves.ts';
import { scoreOf, type TrainedStudent, trainStudents } from '../training/trainStudent.ts';
import { tunedAs } from '../training/withSettings.ts';
import { type FeatureSet, featureRows } from './featureRows.ts';
import { gateLabels } from './gateLabels.ts';
import { rowsName } from './rowsName.ts';
import { LABELLED, type Measured } from './yardstick.ts';

/** A recipe's rows beside the labels. */
interface Used {
  readonly use: RowUse;
  /** Those that passed the label gate, each with its weight if it is not 1. */
  readonly rows: readonly (Example & { readonly weight?: number })[];
  /** Undefined if the experiment says how rows are used, or nothing can be held out. */
  readonly choice?: UseChoice;
  readonly curves?: LearningCurves;
  /** The share of the recipe's rows whose label a student of the labels gives them too. */
  readonly agreement?: number;
}

/**
 * A student of all human labels and a recipe's rows, which uses them in the way that the experiment
 * says, or that explains held-out labels best. Its weights are kept, so that it can be compared and
 * exported like the labels' and the rows' own students.
 */
export async function labelsAndRows(ctx: RunContext, recipe: RecipeResult): Promise<Measured> {
  const all = keptOf(recipe.examples);
  const used = await howToUse(ctx, recipe, all);
  const { use, rows, choice, curves, agreement } = used;
  const isOwn = use === 'rows' && rows.length === all.length;
  const students = isOwn ? recipe.students : await trainWith(ctx, recipe, used);
  const labels = labelsIn(ctx.gold, LABELLED.splits);
  return {
    kind: 'labelsAndRows',
    title: `labels + rows of ${rowsName(recipe.settings).title} (${useWords[use]})`,
    labels: LABELLED.set,
    rowsOf: recipeId(recipe.settings),
    use,
    humanLabels: labels.length,
    rows: rows.length + (use === 'rows' ? 0 : labels.length),
    contradicted: all.length - rows.length,
    // the labels that would be scored were learned from
    validation: null,
    test: scoreOf(ctx, students, 'test'),
    students,
    ...(choice ? { choice } : {}),
    ...(curves ? { curves } : {}),
    ...(agreement === undefined ? {} : { agreement }),
  };
}

function trainWith(
  ctx: RunContext,
  recipe: RecipeResult,
  { use, rows, choice }: Used,
): Promise<TrainedStudent[]> {
  const labels = labelsIn(ctx.gold, LABELLED.splits);
  const key = stepKey('train', 'yardstick', `labels-and-${rowsName(recipe.settings).place}`);
  const options = { choose: 'last', test: true, keep: true } as const;
  // a head has the penalty with which it was chosen
  const strength = choice ? { strength: choice.tried[choice.best]!.strength } : {};
  const own = tunedAs(recipe, ctx);
  const tuned = { ...own, student: { ...own.student, ...strength } };
  switch (use) {
    case 'rows':
      return trainStudents(tuned, key, rows, options);
    case 'rowsThenLabels':
      return trainStudents(tuned, key, labels, { ...options, first: rows });
    case 'mixed':
    case 'weighted':
      return trainStudents(tuned, key, [...labels, ...rows], options);
  }
}

async function howToUse(
  ctx: RunContext,
  recipe: RecipeResult,
  all: readonly Example[],
): Promise<Used> {
  const { task, student } = ctx;
  // answers are not classes, which the regressions would need
  if (task.kind === 'extractive-qa') return { use: 'mixed', rows: all };
  const wanted = student.labelsAndRows;
  // people have decided on reviewed rows, and no gate overrules them
  const isGated =
    student.labelGate === 'on' &&
    dataOf(recipe.settings.kind).makes !== 'reviewedRows' &&
    (await canScore(ctx.hosts));
  if (!isGated && (wanted === 'mixed' || wanted === 'rowsThenLabels'))
    return { use: wanted, rows: all };
  const features = await featureRows(ctx, recipe, all);
  const gated = isGated ? await gateLabels({ ...ctx, task }, recipe, all, features) : undefined;
  const { rows, passed, all: choosing } = gated ?? { rows: all, passed: features, all: features };
  const agreement = gated ? { agreement: gated.agreement } : {};
  switch (wanted) {
    case 'choose':
      return { ...(await chosenUse(ctx, recipe, rows, { passed, choosing })), ...agreement };
    case 'weighted':
      return { use: wanted, rows: await weighted(ctx, recipe, rows, passed), ...agreement };
    default:
      return { use: wanted === 'rowsThenLabels' ? wanted : 'mixed', rows, ...agreement };
  }
}

async function chosenUse(
  ctx: RunContext,
  recipe: RecipeResult,
  rows: readonly Example[],
  { passed, choosing }: { readonly passed: FeatureSet; readonly choosing: FeatureSet },
): Promise<Used> {
  const { place, title } = rowsName(recipe.settings);
  const choice = await ctx.run.step(
    stepKey('fit', 'yardstick', `use-of-${place}`),
    { ...choosing.inputs, preferred: 'weighted' },
    () => chooseUse(choosing.labels, choosing.rows, choosing.classes, [ctx.run.seed, 'use']),
  );
  if (!choice) {
    ctx.note(
      `labels + rows of ${title}: there are too few labels to hold some out, so labels and rows are mixed. ` +
        'Label two texts of a label or more, so that the better way can be chosen.',
    );
    return { use: 'mixed', rows };
  }
  const best = choice.tried[choice.best]!;
  const use = best.use as RowUse;
  const chosen = { use, choice, ...(await curvesOf(ctx, recipe, choosing, choice)) };
  if (use === 'weighted')
    return { ...chosen, rows: await weighted(ctx, recipe, rows, passed, best.strength) };
  const { rowWeight: weight = 1 } = best;
  return { ...chosen, rows: weight === 1 ? rows : rows.map((row) => ({ ...row, weight })) };
}

async function curvesOf(
  { run }: RunContext,
  recipe: RecipeResult,
  { labels, rows, classes, inputs }: FeatureSet,
  { tried }: UseChoice,
): Promise<Pick<Used, 'curves'>> {
  const strengthOf = (use: TriedUse['use']) => tried.find((one) => one.use === use)!.strength;
  const strengths = { labels: strengthOf('labels'), rows: strengthOf('weighted') };
  const curves = await run.step(
    stepKey('fit', 'yardstick', `curves-of-${rowsName(recipe.settings).place}`),
    { ...inputs, strengths },
    () => learningCurves(labels, rows, classes, { strengths, stream: [run.seed, 'curves'] }),
  );
  return curves ? { curves } : {};
}

/** The rows, each with the weight that the labels speak for. */
async function weighted(
  { run }: RunContext,
  recipe: RecipeResult,
  rows: readonly Example[],
  { labels, rows: written, classes, inputs }: FeatureSet,
  strength?: number,
): Promise<Used['rows']> {
  const key = stepKey('fit', 'yardstick', `weights-of-${rowsName(recipe.settings).place}`);
  const weights = await run.step(key, { ...inputs, strength: strength ?? null }, () =>
    weightsOfRows(labels, written, classes, strength),
  );
  return rows.map((row, i) => ({ ...row, weight: weights[i]! }));
}
