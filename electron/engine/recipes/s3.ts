import type { S3Settings } from '../../contract/recipeSchema.ts';
import { clean, requireYield } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { addRowsForErrors, type Extrapolation, extrapolateErrors } from './extrapolateErrors.ts';
import { labelsOfS3 } from './labelsOfS3.ts';
import type { RecipeResult } from './recipeResult.ts';
import { seedRows } from './seedRows.ts';
import type { Synthesised } from './synthesised.ts';
import { writeSimilar } from './writeSimilar.ts';

/**
 * Synthesis Step by Step (Wang, Zhou, Sachan 2023), classification of texts or pairs, and questions.
 *
 * Algorithm 1 writes a seed set from rationales (of pairs and questions, from contexts); Algorithm 2 trains
 * a student, and for each error that it makes on the gold validation set has the teacher write one more
 * example like it; then again, for R rounds, and a last student is trained on everything.
 */
export async function s3(lab: Laboratory, settings: S3Settings): Promise<RecipeResult> {
  const seed = await seedSet(lab, settings);
  return extrapolateErrors(lab, settings, seed, ownRecipe(lab, settings));
}

/** The rows of an S3 of the same settings, whose last student is not trained. */
export async function s3Rows(lab: Laboratory, settings: S3Settings): Promise<Synthesised> {
  const seed = await seedSet(lab, settings);
  const { data } = await addRowsForErrors(lab, settings, seed, ownRecipe(lab, settings));
  return data;
}

function ownRecipe(lab: Laboratory, settings: S3Settings): Extrapolation {
  return {
    recipe: 's3',
    name: 's3',
    title: 'S3',
    consumed: labelsOfS3(lab),
    write: (key, errors) => writeSimilar(lab, settings, key, errors),
  };
}

async function seedSet(lab: Laboratory, settings: S3Settings): Promise<Synthesised> {
  const seed = await seedRows(lab, settings);
  const { generations, candidates } = await seed.write(0, settings.rows);
  const examples = await clean(lab, 's3/seed/clean', candidates);
  requireYield("S3's seed set", examples, lab.task.labels);
  return {
    ...{ examples, generations, asked: settings.rows, emptyQueries: 0 },
    otherTokens: seed.tokens,
    steps: ['s3/rationales/', 's3/seed/'],
  };
}
