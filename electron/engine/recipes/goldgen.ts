import { goldgen as data, type GoldgenSettings } from '../../contract/recipes/goldgen.ts';
import { pass as passPlace, stepKey } from '../journal/stepKey.ts';
import type { RunContext } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { typicalS3Call } from './s3Words.ts';
import { trainAndScore } from './trainAndScore.ts';
import { writeSimilar } from './writeSimilar.ts';

/**
 * GoldGen, the baseline in S3 (section 3.2): T_mis is applied to every validation example instead
 * of a student's errors, repeatedly until as many rows are kept as S3 has.
 */
async function run(ctx: RunContext, settings: GoldgenSettings): Promise<RecipeResult> {
  const { kind } = settings;
  const { validation } = ctx.gold;
  const written = await untilKept(
    ctx,
    { name: kind, title: data.paperName, target: settings.rows },
    ({ pass, missing }) => {
      // once fewer rows are missing than there are examples, any of the examples may be left out
      const random = ctx.run.random(kind, pass);
      const examples =
        missing < validation.length ? random.sample(validation, missing) : validation;
      return writeSimilar(ctx, settings, stepKey('generate', kind, passPlace(pass)), examples);
    },
  );
  return trainAndScore(ctx, settings, {
    ...written,
    title: data.paperName,
    asked: settings.rows,
    emptyQueries: 0,
    otherTokens: 0,
    consumed: validation,
  });
}

export const goldgen = defineRecipe<'goldgen'>({
  data,
  check() {},
  run,
  plan: ({ rows }) => ({ calls: rows, before: [], rows }),
  typicalCall: typicalS3Call,
  preview: () => [],
});
