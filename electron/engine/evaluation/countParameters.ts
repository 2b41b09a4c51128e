import { existsSync } from 'node:fs';
import { readSafetensorsHeader } from '../../../models/catalog/safetensorsHeader.ts';
import type { Project } from '../project/project.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';

/**
 * Number of weights of a run's students, including the head, from the first one that the project
 * still has.
 */
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
