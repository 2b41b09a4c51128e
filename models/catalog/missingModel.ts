import { BadInput } from '../badInput.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { type ModelRecord, pathsOf } from './modelRecord.ts';
import { nearNames } from './nearNames.ts';

/**
 * The error for a model that was requested by name and is not available: why, and what the user can
 * do.
 */
export function missingModel(
  name: string,
  store: string,
  record: ModelRecord | undefined,
  entry: CatalogueEntry | undefined,
  knownNames: readonly string[],
): BadInput {
  if (record !== undefined) return movedAway(name, pathsOf(store, record), entry !== undefined);
  if (entry === undefined) return unknownName(name, knownNames);
  return new BadInput(
    `The model '${name}' is not on this computer. \`stillroom models get ${name}\` fetches it; \`stillroom models add ${name} PATH\` uses your own copy in place.`,
  );
}

/** The error for a name that is neither in the catalogue nor in the store. */
export function unknownName(name: string, knownNames: readonly string[]): BadInput {
  const near = nearNames(name, knownNames);
  const hint =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known are ${knownNames.join(', ')}.`;
  return new BadInput(
    `There is no model '${name}'. ${hint} \`stillroom models add NAME PATH\` registers your own file.`,
  );
}

function movedAway(name: string, paths: readonly string[], canBeFetched: boolean): BadInput {
  const otherwise = canBeFetched
    ? `fetch it with \`stillroom models get ${name}\``
    : `\`stillroom models remove ${name}\` and add it from its new place`;
  return new BadInput(
    `The model '${name}' is not at its place any more: ${paths.join(', ')}. Put it back, or ${otherwise}.`,
  );
}
