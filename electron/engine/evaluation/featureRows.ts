import { goldName } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { embeddedGold, embeddedRows } from '../steps/embeddedGold.ts';
import { type Example, writtenFrom } from '../steps/example.ts';
import { type LabelledRow, studentInput } from '../steps/labelledRow.ts';
import type { Featured, FeaturedRow } from '../training/chooseUse.ts';
import { rowsName } from './rowsName.ts';
import { LABELLED } from './yardstick.ts';

/** Labels and rows as the regressions on the frozen encoder see them. */
export interface FeatureSet {
  readonly labels: readonly Featured[];
  readonly rows: readonly FeaturedRow[];
  readonly classes: number;
  /** What the features depend on, for the inputs of a step. */
  readonly inputs: object;
}

/** All human labels and a recipe's rows, each row with the labels that it was written from. */
export async function featureRows(
  ctx: RunContext,
  recipe: RecipeResult,
  rows: readonly Example[],
): Promise<FeatureSet> {
  const { task, gold, models } = ctx;
  const featuresOf = await embeddedGold(ctx);
  const labels = labelsIn(gold, LABELLED.splits);
  const features = await embeddedRows(ctx, `rows-of-${rowsName(recipe.settings).place}`, rows);
  const indexOf = new Map(task.labels.map((label, i) => [label, i]));
  const labelAt = new Map(labels.map((example, i) => [goldName(example), i]));
  const parentsOf = (row: Example) => writtenFrom(row).flatMap((name) => labelAt.get(name) ?? []);
  const named = (list: readonly LabelledRow[]) =>
    contentHash(list.map((row) => [studentInput(row), row.label]));
  return {
    labels: LABELLED.splits.flatMap(featuresOf).map((vector, i) => ({
      features: vector,
      label: indexOf.get(labels[i]!.label)!,
    })),
    rows: rows.map((row, i) => ({
      features: features[i]!,
      label: indexOf.get(row.label)!,
      parents: parentsOf(row),
    })),
    classes: task.labels.length,
    inputs: {
      labels: named(labels),
      rows: named(rows),
      parents: contentHash(rows.map(parentsOf)),
      encoder: models.encoder.identity,
      classes: task.labels,
    },
  };
}
