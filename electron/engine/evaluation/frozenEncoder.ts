import { classify, fitLogisticRegression } from '../../../models/student/logisticRegression.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import type { LabelSet } from '../../contract/report.ts';
import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import { score } from '../measures/score.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { embeddedGold, embeddedRows } from '../steps/embeddedGold.ts';
import { keptOf } from '../steps/example.ts';
import { studentInput } from '../steps/labelledRow.ts';
import { rowsName } from './rowsName.ts';
import { type Measured, splitsOf } from './yardstick.ts';

/**
 * What a practitioner would try first: a logistic regression on the encoder's embeddings of the same
 * labels, or of these and all of a recipe's rows, mixed.
 */
export async function frozenEncoder(
  ctx: RunContext,
  set: LabelSet,
  recipe?: RecipeResult,
): Promise<Measured> {
  const { run, gold, task, models } = ctx;
  const featuresOf = await embeddedGold(ctx);
  const rows = recipe ? keptOf(recipe.examples) : [];
  const labels = labelsIn(gold, splitsOf(set));
  const labelled = [...labels, ...rows];
  const ofRows = recipe ? rowsName(recipe.settings) : undefined;
  const features = ofRows ? await embeddedRows(ctx, `rows-of-${ofRows.place}`, rows) : [];
  const learned = set.replaceAll(' ', '-');
  const predicted = await run.step(
    stepKey('fit', 'yardstick', `encoder-${ofRows ? `labels-and-${ofRows.place}` : learned}`),
    {
      texts: (['seed', 'validation', 'test'] as const).map((split) =>
        contentHash(gold[split].map(studentInput)),
      ),
      rows: labelled.map(({ label }) => label),
      ...(recipe ? { written: contentHash(rows.map(studentInput)) } : {}),
      encoder: models.encoder.identity,
    },
    () => {
      const model = fitLogisticRegression(
        [...splitsOf(set).flatMap(featuresOf), ...features],
        labelled.map(({ label }) => task.labels.indexOf(label)),
        task.labels.length,
      );
      const predict = (split: 'validation' | 'test') =>
        featuresOf(split).map((vector) => task.labels[classify(model, vector)]!);
      return { validation: predict('validation'), test: predict('test') };
    },
  );
  const scored = (split: 'validation' | 'test') =>
    score(
      predicted[split],
      gold[split].map(({ label }) => label),
      task.labels,
    );
  return {
    kind: 'frozenEncoder',
    title: `frozen encoder, ${ofRows ? `labels + rows of ${ofRows.title} (mixed)` : `${set} labels`}`,
    labels: set,
    ...(recipe ? { rowsOf: recipeId(recipe.settings) } : {}),
    humanLabels: labels.length,
    rows: labelled.length,
    // scores on its own training rows mean nothing
    validation: set === 'seed' ? scored('validation') : null,
    test: scored('test'),
  };
}
