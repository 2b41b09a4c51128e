import { labelSetOf, type RecipeResult } from '../recipes/recipeResult.ts';
import { tunedAs } from '../recipes/tunedAs.ts';
import type { Example } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { scoreOf, type TrainedStudent, trainStudents } from '../training/trainStudent.ts';
import type { Yardstick } from './yardstick.ts';

/** A part of a recipe's rows, and where its students belong. */
interface Part {
  readonly rows: readonly Example[];
  /** As the report names it. */
  readonly variant: string;
  /** As its keys begin. */
  readonly key: string;
  /** Of the training; ends in `/train`. */
  readonly trainKey: string;
  /** Where there are some that learned from just these rows. */
  readonly students?: readonly TrainedStudent[];
}

/**
 * What a part of a recipe's rows is worth: students with the recipe's own settings and choice of epoch learn
 * from it. The recipe's own result stays as it is, to compare with.
 */
export async function measureOnPart(
  lab: Laboratory,
  recipe: RecipeResult,
  { rows, variant, key, trainKey, ...part }: Part,
): Promise<Yardstick> {
  const usesValidation = labelSetOf(recipe)?.includes('validation') ?? false;
  const students =
    part.students ??
    (await trainStudents(tunedAs(recipe, lab), trainKey, rows, {
      choose: usesValidation ? 'best' : 'last',
      test: true,
      keep: false,
    }));
  return {
    variant,
    humanLabels: recipe.consumed.length,
    rows: rows.length,
    validation: scoreOf(lab, students, 'validation'),
    test: scoreOf(lab, students, 'test'),
    steps: [`${key}/`],
  };
}
