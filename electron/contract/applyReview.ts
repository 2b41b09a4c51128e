import type { ReviewAction, ReviewRow } from './review.ts';

/** The part of a row that reviews can change. */
export type Reviewed = Pick<
  ReviewRow,
  'text' | 'label' | 'state' | 'flagged' | 'edited' | 'comments' | 'reviewer' | 'changedAt'
>;

/** Who took an action on a row, and when, in milliseconds since 1970. */
export interface ReviewSignature {
  readonly reviewer: string | null;
  readonly at: number;
}

/**
 * Applies an action to a row. The engine uses it to compute what it records, and the page to show
 * the result before the engine has answered, so that both agree.
 */
export function applyReview<Row extends Reviewed>(
  row: Row,
  action: ReviewAction,
  { reviewer, at }: ReviewSignature,
): Row {
  return { ...row, ...changesOf(row, action), reviewer, changedAt: at };
}

function changesOf(row: Reviewed, action: ReviewAction): Partial<Reviewed> {
  switch (action.kind) {
    case 'accept':
      return { state: 'accepted' };
    case 'reject':
      return { state: 'rejected' };
    case 'skip':
      return { state: 'skipped' };
    case 'relabel':
      return { label: action.label, ...(action.accept ? { state: 'accepted' } : {}) };
    case 'edit':
      return { text: action.text, edited: true };
    case 'comment':
      return { comments: row.comments + 1 };
    case 'flag':
      return { flagged: action.on };
  }
}
