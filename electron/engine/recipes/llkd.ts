import { BadInput } from '../../../models/badInput.ts';
import { llkd as data, type LlkdSettings } from '../../contract/recipes/llkd.ts';
import { stepKey } from '../journal/stepKey.ts';
import { sureButUnsure } from '../measures/sureButUnsure.ts';
import { type RunContext, requireTextTask } from '../steps/context.ts';
import { cutCorpus } from '../steps/corpus.ts';
import type { LabelShares } from '../steps/labelledRow.ts';
import { orderCount } from '../steps/labelOrders.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { NoYield } from '../steps/noYield.ts';
import type { Passage } from '../steps/passage.ts';
import { judgeWith } from '../training/trainStudent.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { type LabelledPassage, labelPassages } from './labelPassages.ts';
import { type CheckedInputs, defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * LLKD (Li et al., arXiv 2411.08028): of passages that a teacher labels, those are learned from of
 * which the teacher is sure, so that the label is probably right, and a student unsure, so that there
 * is something to learn.
 *
 * The paper selects in every batch of a training, by what the student has learned by then: a text
 * must be above a threshold of the teacher's confidence and one of the student's uncertainty, which
 * adapt to the training and to each label, and selected texts are weighted by both. Here it is one
 * selection, before the training, with a student of the seed labels. Both thresholds are the same
 * quantile among the passages of a label, as high as leaves `rows` passages (`sureButUnsure`). That
 * quantile, the two measures (the teacher's largest share; 1 less the student's largest probability)
 * and that rows have no weights are ours. Students learn the teacher's shares of all labels.
 */
async function run(context: RunContext, settings: LlkdSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const { kind, rows } = settings;
  const passages = await cutCorpus(ctx, settings.passageTokens);
  requirePool(passages, settings);
  const drawn = ctx.run.random(kind, 'passages').sample(passages, settings.pool);
  const { seed } = ctx.gold;
  const byStudent = await judgeWith(ctx, stepKey('train', kind, 'labels'), seed, drawn);
  const labelled = await labelPassages(ctx, stepKey('classify', kind), {
    title: data.paperName,
    pool: passages,
    drawn,
  });
  const judged = labelled.map(({ label, shares }, i) => ({
    label,
    confidence: largest(shares),
    uncertainty: 1 - largest(byStudent[i]!),
  }));
  const chosen = sureButUnsure(judged, rows).map((i) => labelled[i]!);
  requireEveryLabel(ctx.task.labels, chosen, labelled);
  return cleanAndTrain(ctx, settings, {
    title: data.paperName,
    asked: rows,
    candidates: chosen.map(({ passage, label, shares, item }) => ({
      text: passage.text,
      label,
      lineage: { generation: item, passage: passage.name, shares },
    })),
    generations: [],
    emptyQueries: 0,
    consumed: seed,
  });
}

const largest = (shares: LabelShares): number => Math.max(...Object.values(shares));

function requirePool(passages: readonly Passage[], { kind, pool }: LlkdSettings): void {
  if (passages.length >= pool) return;
  throw new BadInput(
    `recipes: ${kind} judges ${pool} passages (pool), and the corpus has ${passages.length}. Set pool to ` +
      'that number or less, or give more documents.',
  );
}

/** The teacher gave each label, but the passages that it gave one may not have been chosen. */
function requireEveryLabel(
  labels: readonly string[],
  chosen: readonly LabelledPassage[],
  { length }: readonly LabelledPassage[],
): void {
  const without = labelsWithoutRow(labels, chosen);
  if (without.length === 0) return;
  throw new NoYield(
    `${data.paperName}: of ${length} passages ${chosen.length} were chosen, none with the label ` +
      `${without.join(', ')}. Choose more passages (rows), or give documents in which it occurs more often.`,
  );
}

function check({ kind, rows, pool }: LlkdSettings, { gold }: CheckedInputs): void {
  if (rows >= pool) {
    throw new BadInput(
      `recipes: ${kind} cannot choose ${rows} passages (rows) of ${pool} (pool). Set pool higher, or rows lower.`,
    );
  }
  const [first, ...others] = new Set(
    gold.flatMap(({ split, label }) => (split === 'seed' ? [label] : [])),
  );
  if (others.length > 0) return;
  throw new BadInput(
    `recipes: ${kind} asks a student of the seed set how sure it is, and all seed texts are labelled ` +
      `'${first}'. Label seed texts of another label too.`,
  );
}

export const llkd = defineRecipe<'llkd'>({
  data,
  check,
  run,
  plan({ rows, pool }, sizes) {
    return {
      calls: 0,
      before: [sizes.seed],
      rows,
      labelled: { passages: pool, orders: orderCount(sizes.labels) },
      notes: ['Labelling was measured on your examples: longer documents take longer.'],
    };
  },
  typicalCall: () => null,
  // its prompt is shown by the teacher labels
  preview: () => [],
});
