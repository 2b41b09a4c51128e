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
  /** Lists that the teacher is asked for. */
  readonly lists: number;
  /** Lists that documents give, which takes no call. */
  readonly mined: number;
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
  { values, filter, listedBy }: Pick<AttrpromptSettings, 'values' | 'filter' | 'listedBy'>,
): ListingCalls {
  const missing = asked.filter(({ name }) => !Object.hasOwn(own, name));
  const dependent = missing.filter(({ isOfLabel }) => isOfLabel).length;
  const mined = listedBy === 'documents' ? dependent : 0;
  const ofLabels = labels * (dependent - mined);
  const lists = ofLabels + missing.length - dependent;
  const like = labels > LIKE_LABELS + 1 ? ofLabels : 0;
  const answers = filter === 'on' ? ofLabels * values : 0;
  return { lists, mined, like, answers, all: lists + like + answers };
}
