import { labelsOfS3 } from '../../contract/recipes/s3.ts';
import {
  s3WithoutEes as data,
  type S3WithoutEesSettings,
} from '../../contract/recipes/s3WithoutEes.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import { rationaleCalls } from './rationaleSeed.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { s3Seed } from './s3Seed.ts';
import { typicalS3Call } from './s3Words.ts';
import { trainAndScore } from './trainAndScore.ts';

/**
 * S3 without error extrapolation (section 3.4.1, Table 3): Algorithm 1 continues until as many rows
 * are kept as the full S3 has. It shares its first rows with an S3 of the same settings.
 */
async function run(ctx: RunContext, settings: S3WithoutEesSettings): Promise<RecipeResult> {
  const seed = await s3Seed(ctx, { ...settings, verbalized: 0 });
  const written = await untilKept(
    ctx,
    { name: settings.kind, title: data.paperName, target: settings.rows },
    ({ missing, made }) => seed.write(made, made + missing),
  );
  return trainAndScore(ctx, settings, {
    ...written,
    title: data.paperName,
    asked: settings.rows,
    emptyQueries: 0,
    otherTokens: seed.tokens,
    consumed: labelsIn(ctx.gold, labelsOfS3(ctx.task.kind)),
  });
}

export const s3WithoutEes = defineRecipe<'s3WithoutEes'>({
  data,
  check() {},
  run,
  plan: (settings, sizes) => ({
    calls: settings.rows + rationaleCalls(settings, sizes),
    before: [],
    rows: settings.rows,
  }),
  typicalCall: typicalS3Call,
  preview: () => [],
});
