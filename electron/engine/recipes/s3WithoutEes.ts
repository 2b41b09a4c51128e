import type { S3WithoutEesSettings } from '../../contract/recipeSchema.ts';
import type { Laboratory } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import { labelsOfS3 } from './labelsOfS3.ts';
import type { RecipeResult } from './recipeResult.ts';
import { seedRows } from './seedRows.ts';
import { trainOnKept } from './trainOnKept.ts';

const NAME = 's3WithoutEes';

/**
 * S3 without error extrapolation (section 3.4.1, Table 3): Algorithm 1 goes on until as many rows are
 * kept as the whole of S3 has. It shares its first rows with an S3 of the same settings.
 */
export async function s3WithoutEes(
  lab: Laboratory,
  settings: S3WithoutEesSettings,
): Promise<RecipeResult> {
  const seed = await seedRows(lab, settings);
  const written = await untilKept(
    lab,
    { name: NAME, title: 'S3 without EES', target: settings.rows },
    ({ missing, made }) => seed.write(made, made + missing),
  );
  return trainOnKept(lab, NAME, {
    ...written,
    recipe: NAME,
    variant: 'seed only',
    asked: settings.rows,
    emptyQueries: 0,
    otherTokens: seed.tokens,
    // validation chooses the epoch, as in S3
    consumed: labelsOfS3(lab),
    choose: 'best',
    steps: ['s3/rationales/', 's3/seed/generate'],
  });
}
