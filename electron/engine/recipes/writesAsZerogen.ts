/** Recipes whose rows are ZeroGen's, or begin with them. */
export function writesAsZerogen<Recipe extends { readonly kind?: unknown }>(
  recipe: Recipe,
): recipe is Extract<Recipe, { readonly kind: 'zerogen' | 'transfer' }> {
  return recipe.kind === 'zerogen' || recipe.kind === 'transfer';
}
