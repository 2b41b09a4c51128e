import { labelsOfS3 } from '../../contract/recipes/s3.ts';
import {
  s3WithoutEes as data,
  type S3WithoutEesSettings,
} from '../../contract/recipes/s3WithoutEes.ts';
import { type Laboratory, labelsIn } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import { rationaleCalls } from './rationaleSeed.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { s3Seed } from './s3Seed.ts';
import { typicalS3Call } from './s3Words.ts';
import { trainOnKept } from './trainOnKept.ts';

/**
 * S3 without error extrapolation (section 3.4.1, Table 3): Algorithm 1 goes on until as many rows are
 * kept as the whole of S3 has. It shares its first rows with an S3 of the same settings.
 */
async function run(lab: Laboratory, settings: S3WithoutEesSettings): Promise<RecipeResult> {
  const seed = await s3Seed(lab, settings);
  const written = await untilKept(
    lab,
    { name: settings.kind, title: data.paperName, target: settings.rows },
    ({ missing, made }) => seed.write(made, made + missing),
  );
  return trainOnKept(lab, settings, {
    ...written,
    title: data.paperName,
    asked: settings.rows,
    emptyQueries: 0,
    otherTokens: seed.tokens,
    consumed: labelsIn(lab.gold, labelsOfS3(lab.task.kind)),
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
