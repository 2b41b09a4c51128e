import type { ReviewRow } from '../../../electron/contract/review.ts';

type Judged = Pick<ReviewRow, 'label' | 'judged'>;

/** What the label gate's judges say of a row, as a sentence; null if they say nothing of it. */
export function judgesSentence({ judged }: Judged): string | null {
  if (judged === null) return null;
  const { byLabels, byTeacher } = judged;
  return byLabels === byTeacher
    ? `Your labels and the teacher say ${byLabels}.`
    : `Your labels say ${byLabels}; the teacher says ${byTeacher}.`;
}

/** Who contradicts a row's label, for a column; empty if nobody does, or they were not asked. */
export function doubters({ label, judged }: Judged): string {
  if (judged === null) return '';
  const names = [
    ...(judged.byLabels === label ? [] : ['labels']),
    ...(judged.byTeacher === label ? [] : ['teacher']),
  ];
  return names.join(' and ');
}
