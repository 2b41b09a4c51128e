import { goldgen as data, type GoldgenSettings } from '../../contract/recipes/goldgen.ts';
import { writingCalls } from '../../contract/recipes/verbalizedSetting.ts';
import { pass as passPlace, stepKey } from '../journal/stepKey.ts';
import type { RunContext } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { requireChatForSeveral, typicalS3Call } from './s3Words.ts';
import { trainAndScore } from './trainAndScore.ts';
import { writeSimilar } from './writeSimilar.ts';

/**
 * GoldGen, the baseline in S3 (section 3.2): T_mis is applied to every validation example instead
 * of a student's errors, repeatedly until as many rows are kept as S3 has.
 */
async function run(ctx: RunContext, settings: GoldgenSettings): Promise<RecipeResult> {
  const { kind, verbalized } = settings;
  const { validation } = ctx.gold;
  const written = await untilKept(
    ctx,
    { name: kind, title: data.paperName, target: settings.rows },
    async ({ pass, missing }) => {
      // once fewer rows are missing than there are examples, any of the examples may be left out
      const random = ctx.run.random(kind, pass);
      const calls = writingCalls({ rows: missing, verbalized });
      const examples = calls < validation.length ? random.sample(validation, calls) : validation;
      const key = stepKey('generate', kind, passPlace(pass));
      const written = await writeSimilar(ctx, settings, key, examples, { verbalized });
      return { ...written, candidates: written.candidates.slice(0, missing) };
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
  check: (settings, { task }) => requireChatForSeveral(settings, task, task.prompts.s3.chat),
  run,
  plan: (settings) => ({ calls: writingCalls(settings), before: [], rows: settings.rows }),
  typicalCall: typicalS3Call,
  preview: () => [],
});
