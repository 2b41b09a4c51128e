import { recipeId } from '../../contract/recipes/recipes.ts';
import { type RowUse, type UseChoice, useWords } from '../../contract/rowUse.ts';
import { goldName } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { embeddedGold, embeddedRows } from '../steps/embeddedGold.ts';
import { type Example, keptOf } from '../steps/example.ts';
import { studentInput } from '../steps/labelledRow.ts';
import { chooseUse, weightsOfRows } from '../training/chooseUse.ts';
import { scoreOf, type TrainedStudent, trainStudents } from '../training/trainStudent.ts';
import { tunedAs } from '../training/withSettings.ts';
import { rowsName } from './rowsName.ts';
import { LABELLED, type Measured } from './yardstick.ts';

/** How a recipe's rows are used beside the labels. */
interface Use {
  readonly use: RowUse;
  /** The weight of each row; 1 for all if undefined. */
  readonly weights?: readonly number[] | undefined;
  /** Undefined if the experiment says how, or nothing can be held out. */
  readonly choice?: UseChoice;
}

/**
 * A student of all human labels and a recipe's rows, which uses them in the way that the experiment
 * says, or that explains held-out labels best. Its weights are kept, so that it can be compared and
 * exported like the labels' and the rows' own students.
 */
export async function labelsAndRows(ctx: RunContext, recipe: RecipeResult): Promise<Measured> {
  const { title } = rowsName(recipe.settings);
  const rows = keptOf(recipe.examples);
  const used = await howToUse(ctx, recipe, rows);
  const isRowsOnly = used.use === 'rows';
  // the recipe's own students are those of the rows alone
  const students = isRowsOnly ? recipe.students : await trainWith(ctx, recipe, rows, used);
  const labels = labelsIn(ctx.gold, LABELLED.splits);
  return {
    kind: 'labelsAndRows',
    title: `labels + rows of ${title} (${useWords[used.use]})`,
    labels: LABELLED.set,
    rowsOf: recipeId(recipe.settings),
    humanLabels: labels.length,
    rows: rows.length + (isRowsOnly ? 0 : labels.length),
    // the labels that would be scored were learned from
    validation: null,
    test: scoreOf(ctx, students, 'test'),
    students,
    ...(used.choice ? { choice: used.choice } : {}),
  };
}

function trainWith(
  ctx: RunContext,
  recipe: RecipeResult,
  rows: readonly Example[],
  { use, weights }: Use,
): Promise<TrainedStudent[]> {
  const labels = labelsIn(ctx.gold, LABELLED.splits);
  const key = stepKey('train', 'yardstick', `labels-and-${rowsName(recipe.settings).place}`);
  const options = { choose: 'last', test: true, keep: true } as const;
  const tuned = tunedAs(recipe, ctx);
  if (use === 'rowsThenLabels')
    return trainStudents(tuned, key, labels, { ...options, first: rows });
  const weighted = weights ? rows.map((row, i) => ({ ...row, weight: weights[i]! })) : rows;
  return trainStudents(tuned, key, [...labels, ...weighted], options);
}

async function howToUse(
  ctx: RunContext,
  recipe: RecipeResult,
  rows: readonly Example[],
): Promise<Use> {
  const { task, student, run, gold } = ctx;
  const wanted = student.labelsAndRows;
  // answers are not classes, which the regressions of the choice would need
  if (task.kind === 'extractive-qa' || wanted === 'mixed') return { use: 'mixed' };
  if (wanted === 'rowsThenLabels') return { use: wanted };
  const { place, title } = rowsName(recipe.settings);
  const featuresOf = await embeddedGold(ctx);
  const labels = labelsIn(gold, LABELLED.splits);
  const rowFeatures = await embeddedRows(ctx, `rows-of-${place}`, rows);
  const nameAt = new Map(labels.map((example, i) => [goldName(example), i]));
  const indexOf = (label: string) => task.labels.indexOf(label);
  const own = LABELLED.splits.flatMap(featuresOf).map((features, i) => ({
    features,
    label: indexOf(labels[i]!.label),
  }));
  const written = rows.map(({ label, lineage }, i) => ({
    features: rowFeatures[i]!,
    label: indexOf(label),
    parents: [lineage.error, lineage.query].flatMap((name) => nameAt.get(name ?? '') ?? []),
  }));
  const inputs = {
    labels: contentHash(labels.map((row) => [studentInput(row), row.label])),
    rows: contentHash(rows.map((row) => [studentInput(row), row.label])),
    parents: contentHash(written.map(({ parents }) => parents)),
    encoder: ctx.models.encoder.identity,
    classes: task.labels,
  };
  const weigh = () =>
    run.step(stepKey('fit', 'yardstick', `weights-of-${place}`), inputs, () =>
      weightsOfRows(own, written, task.labels.length),
    );
  if (wanted === 'weighted') return { use: 'weighted', weights: await weigh() };
  const choice = await run.step(stepKey('fit', 'yardstick', `use-of-${place}`), inputs, () =>
    chooseUse(own, written, task.labels.length, [run.seed, 'use']),
  );
  if (!choice) {
    ctx.note(
      `labels + rows of ${title}: there are too few labels to hold some out, so labels and rows are mixed. ` +
        'Label two texts of a label or more, so that the better way can be chosen.',
    );
    return { use: 'mixed' };
  }
  const best = choice.tried[choice.best]!;
  const use = best.use as RowUse;
  if (use === 'weighted') return { use, weights: await weigh(), choice };
  const { rowWeight = 1 } = best;
  return { use, choice, ...(rowWeight === 1 ? {} : { weights: rows.map(() => rowWeight) }) };
}
