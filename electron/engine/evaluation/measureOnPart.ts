import { recipeId } from '../../contract/recipes/recipes.ts';
import type { YardstickKind } from '../../contract/report.ts';
import { labelSetOf, type RecipeResult } from '../recipes/recipeResult.ts';
import type { RunContext } from '../steps/context.ts';
import type { Example } from '../steps/example.ts';
import { scoreOf, type TrainedStudent, trainStudents } from '../training/trainStudent.ts';
import { tunedAs } from '../training/withSettings.ts';
import type { Measured } from './yardstick.ts';

/** A part of a recipe's rows, and where its students are recorded. */
interface Part {
  readonly rows: readonly Example[];
  readonly kind: YardstickKind;
  /** Its name in the report. */
  readonly title: string;
  /** The key of the training. */
  readonly key: string;
  /** Students already trained on exactly these rows, if there are any. */
  readonly students?: readonly TrainedStudent[];
}

/**
 * Measures a part of a recipe's rows: students learn from it with the recipe's own settings and
 * choice of epoch. The recipe's own result stays as it is, for comparison.
 */
export async function measureOnPart(
  ctx: RunContext,
  recipe: RecipeResult,
  { rows, kind, title, key, ...part }: Part,
): Promise<Measured> {
  const usesValidation = labelSetOf(recipe)?.includes('validation') ?? false;
  const students =
    part.students ??
    (await trainStudents(tunedAs(recipe, ctx), key, rows, {
      choose: usesValidation ? 'best' : 'last',
      test: true,
      keep: false,
    }));
  return {
    kind,
    title,
    rowsOf: recipeId(recipe.settings),
    humanLabels: recipe.consumed.length,
    rows: rows.length,
    validation: scoreOf(ctx, students, 'validation'),
    test: scoreOf(ctx, students, 'test'),
    students,
  };
}
