import { existsSync } from 'node:fs';
import { readSafetensorsHeader } from '../../../models/catalog/safetensorsHeader.ts';
import type { Project } from '../project/project.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';

/** Weights of a run's students, head and all, as the first that the project still holds has them. */
export function countParameters(
  project: Project,
  recipes: readonly RecipeResult[],
): number | undefined {
  const file = recipes
    .flatMap(({ students }) => students)
    .flatMap(({ folder }) => (folder ? project.path(folder, 'model.safetensors') : []))
    .find((path) => existsSync(path));
  if (file === undefined) return undefined;
  return [...readSafetensorsHeader(file).tensors.values()]
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, n) => sum + n, 0);
}
