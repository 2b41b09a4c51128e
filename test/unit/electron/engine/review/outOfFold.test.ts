import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { stratifiedFolds } from '../../../../../electron/engine/recipes/confidence.ts';
import { keepOutOfFold } from '../../../../../electron/engine/review/outOfFold.ts';
import { act, rowsById, undo } from '../../../../../electron/engine/review/review.ts';
import { reviewViews } from '../../../../../electron/engine/review/reviewViews.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

const BY = { reviewer: 'Ada', labels: ['good', 'bad'] };
let project: Project;

beforeEach(async () => {
  project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
    { text: 'three', label: 'good' },
  ]);
  keepOutOfFold(project.database, [
    { row: 1, text: 'one', probabilities: { good: 0.75, bad: 0.25 } },
    { row: 2, text: 'two', probabilities: { good: 0.875, bad: 0.125 } },
  ]);
});
afterEach(() => project.close());

const confidence = (id: number) => rowsById(project.database, [id])[0]!.confidence;
const does = (id: number, action: Parameters<typeof act>[2]) =>
  act(project.database, [id], action, BY);

it('is the probability of the label that the row has now', () => {
  expect([1, 2, 3].map(confidence)).toEqual([0.75, 0.125, null]);
  expect(
    does(2, { kind: 'relabel', label: 'good', accept: true }).rows.map((row) => row.confidence),
  ).toEqual([0.875]);
  undo(project.database, 'Ada');
  expect(confidence(2)).toBe(0.125);
});

it('is gone where the text is another, and back with the old text', () => {
  does(1, { kind: 'edit', text: 'one, mended' });
  expect(confidence(1)).toBeNull();
  undo(project.database, 'Ada');
  expect(confidence(1)).toBe(0.75);
});

it('puts the most uncertain rows first and those not looked at last', () => {
  const views = reviewViews(project.database);
  expect([...views.ids(views.open({}, 'uncertain').view)]).toEqual([2, 1, 3]);
});

it('replaces what an earlier check found', () => {
  keepOutOfFold(project.database, [
    { row: 3, text: 'three', probabilities: { good: 0.5, bad: 0.5 } },
  ]);
  expect([1, 2, 3].map(confidence)).toEqual([null, null, 0.5]);
});

it('spreads each label evenly over the folds, by chance', () => {
  const rows = Array.from({ length: 23 }, (_, i) => ({ label: i < 7 ? 'good' : 'bad' }));
  const foldOf = stratifiedFolds(rows, ['good', 'bad'], 5, randomStream(0, 'folds'));
  for (const label of ['good', 'bad']) {
    const own = foldOf.filter((_, i) => rows[i]!.label === label);
    const counts = [0, 1, 2, 3, 4].map((fold) => own.filter((one) => one === fold).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
  expect(foldOf).not.toEqual(stratifiedFolds(rows, ['good', 'bad'], 5, randomStream(1, 'folds')));
});
