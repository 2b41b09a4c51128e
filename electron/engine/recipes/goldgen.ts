import { goldgen as data, type GoldgenSettings } from '../../contract/recipes/goldgen.ts';
import { pass as passPlace, stepKey } from '../journal/stepKey.ts';
import type { Laboratory } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { typicalS3Call } from './s3Words.ts';
import { trainOnKept } from './trainOnKept.ts';
import { writeSimilar } from './writeSimilar.ts';

/**
 * GoldGen, as S3 compares itself with it (section 3.2): T_mis is applied to every validation example,
 * not to a student's errors, again and again until as many rows are kept as S3 has.
 */
async function run(lab: Laboratory, settings: GoldgenSettings): Promise<RecipeResult> {
  const { kind } = settings;
  const { validation } = lab.gold;
  const written = await untilKept(
    lab,
    { name: kind, title: data.paperName, target: settings.rows },
    ({ pass, missing }) => {
      // where not all are needed any more, any of them may be left out
      const random = lab.run.random(kind, pass);
      const examples =
        missing < validation.length ? random.sample(validation, missing) : validation;
      return writeSimilar(lab, settings, stepKey('generate', kind, passPlace(pass)), examples);
    },
  );
  return trainOnKept(lab, settings, {
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
