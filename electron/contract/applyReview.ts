import type { ReviewAction, ReviewRow } from './review.ts';

/** What reviews change of a row. */
export type Reviewed = Pick<
  ReviewRow,
  'text' | 'label' | 'state' | 'flagged' | 'edited' | 'comments' | 'reviewer' | 'changedAt'
>;

/** Who did something to a row, and when, in milliseconds since 1970. */
export interface ReviewSignature {
  readonly reviewer: string | null;
  readonly at: number;
}

/**
 * A row after an action on it. The engine works out with it what is recorded, and a page what it shows
 * before the engine has answered, so that both are the same.
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
