import type { Attributes, AttrpromptSettings } from './recipes/attrprompt.ts';

/** An attribute of the prompt set. */
export interface AskedAttribute {
  readonly name: string;
  /** Whether each label has values of its own. */
  readonly isOfLabel: boolean;
}

/** Labels that are most like a label: its values are to fit none of them. */
export const LIKE_LABELS = 5;

/** What listing attributes takes, if each list has as many values as were asked for at once. */
export interface ListingCalls {
  readonly lists: number;
  /** Calls that ask which labels are like a label. */
  readonly like: number;
  /** Calls that ask whether a value fits like labels too. */
  readonly answers: number;
  readonly all: number;
}

/**
 * The teacher's calls for the attributes that have no values yet. A list that comes out short is asked for
 * again, at most twice.
 * @param own values that people gave
 */
export function listingCalls(
  asked: readonly AskedAttribute[],
  labels: number,
  own: Attributes,
  { values, filter }: Pick<AttrpromptSettings, 'values' | 'filter'>,
): ListingCalls {
  const missing = asked.filter(({ name }) => !Object.hasOwn(own, name));
  const ofLabels = labels * missing.filter(({ isOfLabel }) => isOfLabel).length;
  const lists = ofLabels + missing.filter(({ isOfLabel }) => !isOfLabel).length;
  const like = labels > LIKE_LABELS + 1 ? ofLabels : 0;
  const answers = filter === 'on' ? ofLabels * values : 0;
  return { lists, like, answers, all: lists + like + answers };
}
