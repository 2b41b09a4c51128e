import type { RecipeSettings } from '../../contract/recipeSchema.ts';

/** As a recipe's keys begin in the journal: 's3', 'synthesizrr/retricl', 'fewgen/zero-shot', 'transfer/ourAdd'. */
export function recipeName(settings: RecipeSettings): string {
  if (settings.kind === 'synthesizrr') return `synthesizrr/${settings.variant}`;
  if (settings.kind === 'fewgen')
    return `fewgen/${settings.shots === 0 ? 'zero-shot' : 'few-shot'}`;
  return settings.kind === 'transfer' ? `transfer/${settings.add}` : settings.kind;
}
