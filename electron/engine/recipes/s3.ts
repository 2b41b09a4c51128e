import { BadInput } from '../../../models/badInput.ts';
import { s3 as data, type S3Settings } from '../../contract/recipes/s3.ts';
import { SEED_SET, stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from '../steps/clean.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { asksSeedInChat } from './contextSeed.ts';
import { contrasts } from './contrasts.ts';
import { addRowsForErrors, type Extrapolation, extrapolateErrors } from './extrapolateErrors.ts';
import { planRounds } from './planRounds.ts';
import { previewS3 } from './previewS3.ts';
import { rationaleCalls } from './rationaleSeed.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult, Synthesised } from './recipeResult.ts';
import { s3Seed } from './s3Seed.ts';
import { requireChatForSeveral, typicalS3Call } from './s3Words.ts';
import { writeSimilar } from './writeSimilar.ts';

/**
 * Synthesis Step by Step (Wang, Zhou, Sachan 2023), for classification of texts or pairs, and
 * questions.
 *
 * Algorithm 1 writes a seed set from rationales (for pairs and questions, from contexts). Algorithm
 * 2 trains a student and has the teacher write, for each error on the gold validation set, one more
 * example like it. This repeats for R rounds, and a last student is trained on everything.
 */
async function run(ctx: RunContext, settings: S3Settings): Promise<RecipeResult> {
  const seed = await seedSet(ctx, settings);
  return extrapolateErrors(ctx, settings, seed, ownErrors(ctx, settings));
}

/** The rows of an S3 with the same settings, whose last student is not trained. */
export async function s3Rows(ctx: RunContext, settings: S3Settings): Promise<Synthesised> {
  const seed = await seedSet(ctx, settings);
  const { data: rows } = await addRowsForErrors(ctx, settings, seed, ownErrors(ctx, settings));
  return rows;
}

function ownErrors(ctx: RunContext, settings: S3Settings): Extrapolation {
  return {
    settings,
    title: data.paperName,
    consumed: labelsIn(ctx.gold, data.consumes(settings, ctx.task.kind)),
    write: async (key, errors, answers) =>
      writeSimilar(ctx, settings, key, errors, {
        contrast: await contrasts(ctx, settings, errors, answers),
      }),
  };
}

async function seedSet(ctx: RunContext, settings: S3Settings): Promise<Synthesised> {
  const seed = await s3Seed(ctx, settings);
  const { generations, candidates } = await seed.write(0, settings.rows);
  const examples = await clean(ctx, stepKey('clean', 's3', SEED_SET), candidates);
  requireYield("S3's seed set", examples, ctx.task.labels);
  const { rows: asked } = settings;
  return { examples, generations, asked, emptyQueries: 0, otherTokens: seed.tokens };
}

export const s3 = defineRecipe<'s3'>({
  data,
  check(settings, { task }) {
    const { lowF1, errorsOf, mostErrors, contrast } = settings;
    requireChatForSeveral(settings, task, asksSeedInChat(task));
    if (contrast === 'on' && task.kind !== 'text-classification') {
      throw new BadInput(
        `recipes: contrast of s3 is for a text-classification, and the task is a ${task.kind}. Leave it out.`,
      );
    }
    if (task.kind === 'extractive-qa') {
      const isSet = { errorsOf: errorsOf !== 'rows', mostErrors: mostErrors > 0 };
      const [name] = Object.entries(isSet).find(([, set]) => set) ?? [];
      if (name === undefined) return;
      throw new BadInput(
        `recipes: ${name} of s3 is for labels, and the task is an extractive-qa. Leave it out: each error of ` +
          'a student of the rows becomes a row.',
      );
    }
    if (lowF1 === 1) return;
    throw new BadInput(
      `recipes: lowF1 of s3 is for an extractive-qa, and the task is a ${task.kind}, whose labels are right ` +
        'or wrong. Leave it out.',
    );
  },
  run,
  plan(settings, sizes) {
    const { added, ...rounds } = planRounds(settings, sizes);
    return { ...rounds, calls: rationaleCalls(settings, sizes) + settings.rows + added };
  },
  // an answer of several texts takes as long as a call for each
  typicalCall: ({ temperature, topP }, material) => typicalS3Call({ temperature, topP }, material),
  preview: previewS3,
});
