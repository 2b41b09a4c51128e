import type { Attributes, AttrpromptSettings } from './recipes/attrprompt.ts';
import { writingCalls } from './recipes/verbalizedSetting.ts';

/** The combinations of values that rows can be written to. */
export interface Combinations {
  /** How many each label has, the ranges of words among them. */
  readonly ofLabel: Readonly<Record<string, number>>;
  readonly all: number;
  /** How many of them the requirements of the asked rows can be at most: one for each call. */
  readonly reachable: number;
}

/**
 * Counts what rows can be drawn from. A value that stands twice in a list counts once.
 * @param attributes each with values for every label
 * @param lengths how many ranges of words there are
 */
export function combinations(
  attributes: Attributes,
  labels: readonly string[],
  lengths: number,
  settings: Pick<AttrpromptSettings, 'rows' | 'verbalized'>,
): Combinations {
  const lists = Object.values(attributes);
  const counts = labels.map((label) =>
    lists.reduce(
      (product, list) =>
        product * new Set(valuesOf(list, label).map((value) => value.toLowerCase())).size,
      lengths,
    ),
  );
  const calls = writingCalls(settings);
  // labels take turns, so the first have a call more than the last
  const reachable = counts.map((count, at) =>
    Math.min(count, Math.ceil((calls - at) / labels.length)),
  );
  return {
    ofLabel: Object.fromEntries(labels.map((label, at) => [label, counts[at]!])),
    all: sum(counts),
    reachable: sum(reachable),
  };
}

const valuesOf = (list: Attributes[string], label: string): readonly string[] =>
  Array.isArray(list) ? list : (list[label] ?? []);

const sum = (counts: readonly number[]) => counts.reduce((total, n) => total + n, 0);
