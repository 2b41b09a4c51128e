import type { TaskKind } from './taskKinds.ts';

/** The tasks or the recipe's variants that a setting means something to; all without it. */
interface Scope {
  readonly tasks?: readonly TaskKind[];
  readonly variants?: readonly string[];
}

/**
 * What a setting's schema says of it beside its default and range.
 * @param source who chose the default: a table or section of a paper, its repository, or ours
 */
export const from = (source: string, description: string, scope: Scope = {}) => ({
  source,
  description,
  ...scope,
});
