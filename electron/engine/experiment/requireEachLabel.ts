import type { Experiment } from '../../contract/experiment.ts';
import type { RecipeSettings } from '../../contract/recipeSchema.ts';
import { countLabels, type GoldExample } from '../import/readGold.ts';
import { labelsToAsk } from '../steps/labelsInTurn.ts';
import { requireShots } from '../steps/requireShots.ts';

/**
 * Looks beforehand for what a recipe would find in its turn, perhaps after hours of the others.
 * @param rows of gold
 * @throws BadInput where a label has no row, or no seed text that its prompt shows
 */
export function requireEachLabel(
  recipe: RecipeSettings,
  { task, gold }: Pick<Experiment, 'task' | 'gold'>,
  rows: readonly GoldExample[],
): void {
  const labels = Object.keys(task.labels);
  if ('labelDistribution' in recipe || recipe.kind === 'hybrid') {
    const asked = { labelDistribution: 'uniform' as const, ...recipe };
    const labelCounts = asked.labelDistribution === 'gold' ? countLabels(gold.seed, labels) : {};
    labelsToAsk({ task: { labels }, gold: { labelCounts } }, asked);
  }
  const shown = shownOf(recipe);
  if (!shown) return;
  for (const label of labels) {
    const own = rows.filter((row) => row.split === 'seed' && row.label === label);
    requireShots(shown.recipe, label, own.length, shown.wayOut);
  }
}

/** Recipes whose prompts show seed texts of the label, whatever retrieval finds. */
function shownOf(recipe: RecipeSettings): { recipe: string; wayOut: string } | undefined {
  if (recipe.kind === 'fewgen' && recipe.shots > 0) {
    return { recipe: 'FewGen', wayOut: 'Or set shots to 0' };
  }
  if (recipe.kind !== 'synthesizrr') return undefined;
  if (recipe.bootstrapExamples > 0) {
    return { recipe: 'SynthesizRR bootstrap', wayOut: 'Or set bootstrapExamples to 0' };
  }
  const showsSeed = recipe.variant === 'non-retricl' && recipe.seedShots > 0;
  return showsSeed && recipe.bootstrap === 0
    ? { recipe: 'SynthesizRR Non-RetrICL', wayOut: 'Or set seedShots to 0' }
    : undefined;
}
