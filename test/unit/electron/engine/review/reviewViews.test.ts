import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewFilter, ReviewSort } from '../../../../../electron/contract/review.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { act, rowsById } from '../../../../../electron/engine/review/review.ts';
import {
  type ReviewViews,
  reviewViews,
} from '../../../../../electron/engine/review/reviewViews.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

let project: Project;
let views: ReviewViews;
beforeAll(async () => {
  project = await projectWithRows([
    { text: 'A long and warm film', label: 'good' },
    { text: 'dull', label: 'bad' },
    { text: 'ÄRGER im Kino', label: 'bad' },
    { text: '…', label: 'good', droppedBy: 'tooShort' },
  ]);
  views = reviewViews(project.database);
  act(project.database, [2], { kind: 'reject' }, { reviewer: 'Ada', labels: ['good', 'bad'] });
  act(project.database, [3], { kind: 'flag', on: true }, { reviewer: 'Ben', labels: [] });
});
afterAll(() => project.close());

const ids = (filter: ReviewFilter, sort: ReviewSort = 'written') => [
  ...views.ids(views.open(filter, sort).view),
];

describe('lists of rows', () => {
  it.each<[ReviewFilter, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ cleaning: 'kept' }, [1, 2, 3]],
    [{ cleaning: 'dropped' }, [4]],
    [{ cleaning: 'refusal' }, []],
    [{ label: 'bad' }, [2, 3]],
    [{ state: 'rejected' }, [2]],
    [{ reviewer: 'Ben' }, [3]],
    [{ flagged: true }, [3]],
    [{ flagged: false, label: 'bad' }, [2]],
    [{ text: 'WARM' }, [1]],
    [{ recipe: 's3', round: 0 }, [1, 2, 3, 4]],
    [{ recipe: 'synthesizrr/retricl' }, []],
  ])('%j finds %j', (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });

  it('finds words whatever their case, umlauts too', () => {
    expect(ids({ text: 'ärger' })).toEqual([3]);
  });

  it('shows the rows of a worklist in its order, unless another is chosen', () => {
    expect(ids({ rows: [3, 1] })).toEqual([3, 1]);
    expect(ids({ rows: [3, 1, 2] }, 'longest')).toEqual([1, 3, 2]);
    expect(ids({ rows: [2, 99, 3, 2], label: 'bad' }).toSorted()).toEqual([2, 3]);
    expect(ids({ rows: [4, 2], cleaning: 'kept' })).toEqual([2]);
    expect(ids({ rows: [] })).toEqual([]);
  });

  it('orders by length and by change', () => {
    expect(ids({}, 'shortest')).toEqual([4, 2, 3, 1]);
    expect(ids({}, 'longest')).toEqual([1, 3, 2, 4]);
    expect(ids({}, 'changed')).toEqual([3, 2, 1, 4]);
  });

  it('keeps a row in its place after it has changed', () => {
    const { view } = views.open({ state: 'open' }, 'written');
    const by = { reviewer: 'Ada', labels: [] };
    act(project.database, [1], { kind: 'accept' }, by);
    expect([...views.ids(view)]).toEqual([1, 3, 4]);
    expect(rowsById(project.database, [1])[0]!.state).toBe('accepted');
    expect(ids({ state: 'open' })).toEqual([3, 4]);
  });

  it('says so when a list is no longer kept', () => {
    expect(() => views.ids('old')).toThrow('has expired');
  });
});
