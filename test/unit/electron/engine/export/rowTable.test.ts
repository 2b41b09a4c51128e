import { afterEach, beforeEach, expect, it } from 'vitest';
import { rowTable } from '../../../../../electron/engine/export/rowTable.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { act, undo } from '../../../../../electron/engine/review/review.ts';
import { SINGLE_COLUMNS } from '../../../../fixtures/exportedRows.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

const ADA = { reviewer: 'Ada Lovelace', labels: ['good', 'bad'] };
const GRACE = { ...ADA, reviewer: 'Grace Hopper' };

let project: Project;
beforeEach(async () => {
  project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
    { text: 'three', label: 'good' },
    { text: 'four', label: 'bad', droppedBy: 'tooShort' },
  ]);
});
afterEach(() => project.close());

const tableOf = (more: Partial<Parameters<typeof rowTable>[1]> = {}) =>
  rowTable(project.database, { only: 'notRejected', reviewerNames: false, ...more });
const rowsOf = (more: Parameters<typeof tableOf>[0] = {}) => [...tableOf(more).rows];

it('has every column of a row that nobody reviewed', () => {
  const { columns, count, areQuestions } = tableOf();
  expect([columns, count, areQuestions]).toEqual([SINGLE_COLUMNS, 3, false]);
  expect(rowsOf()[0]).toEqual({
    text: 'one',
    label: 'good',
    origin: 's3/seed/generate@abcdef01#0',
    state: 'open',
    reviewer: '',
    comment: '',
    original_text: 'one',
    original_label: 'good',
    edited: false,
  });
});

it('says what people did to a row, and numbers them in the order in which they came', () => {
  const { database } = project;
  act(database, [2], { kind: 'comment', text: 'rather good?' }, GRACE);
  act(database, [2], { kind: 'relabel', label: 'good', accept: true }, ADA);
  act(database, [2], { kind: 'edit', text: 'two, mended' }, ADA);
  act(database, [1, 2], { kind: 'comment', text: 'done' }, GRACE);
  expect(rowsOf()[1]).toEqual({
    text: 'two, mended',
    label: 'good',
    origin: 's3/seed/generate@abcdef01#1',
    state: 'accepted',
    reviewer: 'reviewer 1',
    comment: 'rather good?\ndone',
    original_text: 'two',
    original_label: 'bad',
    edited: true,
  });
  act(database, [3], { kind: 'accept' }, ADA);
  expect(rowsOf().map(({ reviewer }) => reviewer)).toEqual([
    'reviewer 1',
    'reviewer 1',
    'reviewer 2',
  ]);
  expect(rowsOf({ only: 'accepted' }).map(({ text }) => text)).toEqual(['two, mended', 'three']);
});

it('names nobody unless it is asked to', () => {
  act(project.database, [1], { kind: 'accept' }, ADA);
  expect(JSON.stringify(rowsOf())).not.toContain('Ada');
  expect(rowsOf({ reviewerNames: true }).map(({ reviewer }) => reviewer)).toEqual([
    'Ada Lovelace',
    '',
    '',
  ]);
});

it('forgets what was undone, and an edit that leads back', () => {
  const { database } = project;
  act(database, [1], { kind: 'comment', text: 'mistyped' }, ADA);
  undo(database, ADA.reviewer);
  act(database, [2], { kind: 'edit', text: 'two!' }, ADA);
  act(database, [2], { kind: 'edit', text: 'two' }, ADA);
  const [one, two] = rowsOf();
  expect(one).toMatchObject({ comment: '', reviewer: '' });
  expect(two).toMatchObject({ original_text: 'two', edited: false });
});

it('has a dropped row that a person accepted, and can be gone through again', () => {
  act(project.database, [4], { kind: 'accept' }, ADA);
  const { rows, count } = tableOf();
  expect([...rows]).toHaveLength(count);
  expect([...rows].map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
});
