import type { TaskKind } from './taskKinds.ts';

/**
 * The tasks or recipe variants for which the setting has a meaning; all of them if it is missing.
 */
interface Scope {
  readonly tasks?: readonly TaskKind[];
  readonly variants?: readonly string[];
}

/**
 * Adds a source and a description to a setting's schema.
 * @param source who chose the default: a table or section of a paper, its repository, or ours
 */
export const from = (source: string, description: string, scope: Scope = {}) => ({
  source,
  description,
  ...scope,
});
