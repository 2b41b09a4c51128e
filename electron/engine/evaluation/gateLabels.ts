import { recipeId } from '../../contract/recipes/recipes.ts';
import { contentHash } from '../journal/contentHash.ts';
import { gateKey, stepKey } from '../journal/stepKey.ts';
import { batchCalibration, smoothedShares } from '../measures/batchCalibration.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import type { LabelledTask, RunContext } from '../steps/context.ts';
import type { Example } from '../steps/example.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { meanLog, teacherScores } from '../steps/teacherScores.ts';
import { isContradicted, judgeRows, type RowJudgement } from '../training/judgeRows.ts';
import type { FeatureSet } from './featureRows.ts';
import { rowsName } from './rowsName.ts';

/** A recipe's rows as the label gate leaves them. */
export interface Gated {
  readonly rows: readonly Example[];
  /** The features and labels of these rows. */
  readonly passed: FeatureSet;
  /** The same of all rows, each with the teacher's label, for a choice that holds the gate in each fold. */
  readonly all: FeatureSet;
  /** The share of all rows whose label a student of the labels gives them too. */
  readonly agreement: number;
}

/** What is recorded of a row, which Review finds by its generation. */
export interface JudgedRow extends RowJudgement<string> {
  readonly generation: string;
}

/**
 * Leaves out the rows whose label is contradicted both by a regression of the labels and by the
 * teacher. The dataset keeps them: only the student of labels and rows does without. If a label would
 * lose all of its rows, none is left out.
 */
export async function gateLabels(
  ctx: RunContext<LabelledTask>,
  recipe: RecipeResult,
  rows: readonly Example[],
  features: FeatureSet,
): Promise<Gated> {
  const { title } = rowsName(recipe.settings);
  const judgements = await judgementsOf(ctx, recipe, rows, features);
  const indexOf = (label: string) => ctx.task.labels.indexOf(label);
  const teacher = judgements.map(({ byTeacher }) => indexOf(byTeacher));
  const all = {
    ...features,
    rows: features.rows.map((row, i) => ({ ...row, teacher: teacher[i]! })),
    inputs: { ...features.inputs, teacher },
  };
  const agreeing = judgements.filter(({ byLabels }, i) => byLabels === rows[i]!.label);
  const agreement = agreeing.length / rows.length;
  const isKept = rows.map(({ label }, i) => !isContradicted(label, judgements[i]!));
  const kept = rows.filter((_, i) => isKept[i]);
  const without = labelsWithoutRow(ctx.task.labels, kept);
  if (without.length > 0) {
    ctx.note(
      `labels + rows of ${title}: your labels and the teacher contradict every row of ${without.join(', ')}, so ` +
        'the label gate leaves none out. Look at these rows in Review.',
    );
    return { rows, passed: features, all: features, agreement };
  }
  const passed = {
    ...features,
    rows: features.rows.filter((_, i) => isKept[i]),
    inputs: { ...features.inputs, kept: isKept },
  };
  return { rows: kept, passed, all, agreement };
}

/** What the two judges say of each row. */
async function judgementsOf(
  ctx: RunContext<LabelledTask>,
  recipe: RecipeResult,
  rows: readonly Example[],
  features: FeatureSet,
): Promise<JudgedRow[]> {
  const { run, task } = ctx;
  const { place } = rowsName(recipe.settings);
  const scores = await teacherScores(
    ctx,
    stepKey('classify', 'yardstick', `rows-of-${place}`),
    rows,
  );
  const shares = batchCalibration(
    scores.map((row) => row.map(meanLog)),
    smoothedShares(rows, task.labels),
  );
  const teacher = shares.map((row) => row.indexOf(Math.max(...row)));
  const generations = rows.map(({ lineage }) => lineage.generation);
  const inputs = { ...features.inputs, generations: contentHash(generations), teacher };
  return run.step(gateKey(recipeId(recipe.settings)), inputs, () =>
    judgeRows(features.labels, features.rows, teacher, features.classes, [run.seed, 'gate']).map(
      ({ byLabels, byTeacher }, i) => ({
        generation: generations[i]!,
        byLabels: task.labels[byLabels]!,
        byTeacher: task.labels[byTeacher]!,
      }),
    ),
  );
}
