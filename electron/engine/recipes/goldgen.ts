import type { GoldgenSettings } from '../../contract/recipeSchema.ts';
import type { Laboratory } from '../steps/context.ts';
import { untilKept } from '../steps/untilKept.ts';
import type { RecipeResult } from './recipeResult.ts';
import { trainOnKept } from './trainOnKept.ts';
import { writeSimilar } from './writeSimilar.ts';

const NAME = 'goldgen';

/**
 * GoldGen, as S3 compares itself with it (section 3.2): T_mis is applied to every validation example,
 * not to a student's errors, again and again until as many rows are kept as S3 has.
 */
export async function goldgen(lab: Laboratory, settings: GoldgenSettings): Promise<RecipeResult> {
  const { validation } = lab.gold;
  const written = await untilKept(
    lab,
    { name: NAME, title: 'GoldGen', target: settings.rows },
    ({ pass, missing }) => {
      // where not all are needed any more, any of them may be left out
      const random = lab.run.random(NAME, pass);
      const examples =
        missing < validation.length ? random.sample(validation, missing) : validation;
      return writeSimilar(lab, settings, `${NAME}/pass-${pass}/generate`, examples);
    },
  );
  return trainOnKept(lab, NAME, {
    ...written,
    recipe: NAME,
    variant: 'all validation examples',
    asked: settings.rows,
    emptyQueries: 0,
    otherTokens: 0,
    consumed: validation,
    choose: 'best',
    steps: [],
  });
}
