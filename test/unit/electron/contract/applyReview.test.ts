import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyReview, type Reviewed } from '../../../../electron/contract/applyReview.ts';
import type { ReviewAction } from '../../../../electron/contract/review.ts';
import type { Project } from '../../../../electron/engine/project/project.ts';
import { act, rowsById } from '../../../../electron/engine/review/review.ts';
import { projectWithRows } from '../../../fixtures/rowsProject.ts';

const OPEN: Reviewed = Object.freeze({
  text: 'one',
  label: 'good',
  state: 'open',
  flagged: false,
  edited: false,
  comments: 1,
  reviewer: 'Ben',
  changedAt: 7,
});

/** Every kind of action, with what it changes of an open row. */
const CHANGES: readonly [ReviewAction, Partial<Reviewed>][] = [
  [{ kind: 'accept' }, { state: 'accepted' }],
  [{ kind: 'reject' }, { state: 'rejected' }],
  [{ kind: 'skip' }, { state: 'skipped' }],
  [
    { kind: 'relabel', label: 'bad', accept: true },
    { label: 'bad', state: 'accepted' },
  ],
  [{ kind: 'relabel', label: 'bad', accept: false }, { label: 'bad' }],
  [
    { kind: 'edit', text: 'uno' },
    { text: 'uno', edited: true },
  ],
  [{ kind: 'comment', text: 'why' }, { comments: 2 }],
  [{ kind: 'flag', on: true }, { flagged: true }],
];

describe('an action on a row', () => {
  it.each(CHANGES)(
    '%j changes %j, signs it, and leaves the row given as it was',
    (action, part) => {
      const after = applyReview(OPEN, action, { reviewer: 'Ada', at: 9 });
      expect(after).toEqual({ ...OPEN, ...part, reviewer: 'Ada', changedAt: 9 });
      expect(OPEN.reviewer).toBe('Ben');
    },
  );

  it('takes a flag away, and leaves a rejected row rejected where only its label is put right', () => {
    const by = { reviewer: 'Ada', at: 9 };
    const flagged = { ...OPEN, flagged: true, state: 'rejected' as const };
    expect(applyReview(flagged, { kind: 'flag', on: false }, by).flagged).toBe(false);
    const relabelled = applyReview(flagged, { kind: 'relabel', label: 'bad', accept: false }, by);
    expect(relabelled.state).toBe('rejected');
  });
});

describe('what a page foretells', () => {
  let project: Project;
  beforeAll(async () => {
    project = await projectWithRows([{ text: 'one', label: 'good' }]);
  });
  afterAll(() => project.close());

  it('is what the engine records, action after action', () => {
    const by = { reviewer: 'Ada', labels: ['good', 'bad'] };
    for (const [action] of [...CHANGES, [{ kind: 'flag', on: false }] as const]) {
      const [before] = rowsById(project.database, [1]);
      const [recorded] = act(project.database, [1], action, by).rows;
      const foretold = applyReview(before!, action, { reviewer: 'Ada', at: recorded!.changedAt! });
      expect(foretold).toEqual(recorded);
    }
  });
});
