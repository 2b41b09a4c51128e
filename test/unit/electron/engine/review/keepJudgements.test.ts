import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ReviewAction } from '../../../../../electron/contract/review.ts';
import type { JudgedRow } from '../../../../../electron/engine/evaluation/gateLabels.ts';
import { gateKey } from '../../../../../electron/engine/journal/stepKey.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { act, rowsById, undo } from '../../../../../electron/engine/review/review.ts';
import { reviewViews } from '../../../../../electron/engine/review/reviewViews.ts';
import { rowFacets } from '../../../../../electron/engine/review/rowFacets.ts';
import { syncRows } from '../../../../../electron/engine/review/syncRows.ts';
import { addRows, beginRun, projectWithRows } from '../../../../fixtures/rowsProject.ts';

const BY = { reviewer: 'Ada', labels: ['good', 'bad'] };
const ROWS = [
  { text: 'one', label: 'good' },
  { text: 'two', label: 'bad' },
  { text: 'three', label: 'good' },
  { text: 'four', label: 'good', droppedBy: 'tooShort' },
  { text: 'five', label: 'bad' },
];
let project: Project;

beforeEach(async () => {
  project = await projectWithRows(ROWS);
  judge(1, [
    [0, 'good', 'good'],
    [1, 'bad', 'good'],
    [2, 'bad', 'bad'],
  ]);
  syncRows(project.database);
});
afterEach(() => project.close());

/** Records what a run's gate says of rows: by the labels, by the teacher. */
function judge(run: number, said: readonly (readonly [number, string, string])[]): void {
  const judged = said.map(([i, byLabels, byTeacher]): JudgedRow => {
    return { generation: `s3/seed/generate@abcdef01#${i}`, byLabels, byTeacher };
  });
  const sql = 'INSERT INTO steps (key, hash, value) VALUES (?, ?, ?)';
  const { lastId } = project.database.run(sql, gateKey('s3'), `${run}`, JSON.stringify(judged));
  project.database.run('INSERT INTO run_steps VALUES (?, ?, 0, 1)', run, lastId);
}

/** A run that reuses all steps of the rows. */
function runAgain(): number {
  const run = beginRun(project);
  project.database.run(
    `INSERT INTO run_steps SELECT ?, id, 1, 1 FROM steps WHERE key IN ('s3/seed/generate', 's3/seed/clean')`,
    run,
  );
  return run;
}

const row = (id: number) => rowsById(project.database, [id])[0]!;
const does = (id: number, action: ReviewAction) => act(project.database, [id], action, BY);
const order = () => {
  const views = reviewViews(project.database);
  return [...views.ids(views.open({ cleaning: 'kept' }, 'doubted').view)];
};

it('rows say what the judges of the newest run said, those that were not judged nothing', () => {
  expect([1, 2, 3, 4, 5].map((id) => row(id).judged)).toEqual([
    { byLabels: 'good', byTeacher: 'good' },
    { byLabels: 'bad', byTeacher: 'good' },
    { byLabels: 'bad', byTeacher: 'bad' },
    null,
    null,
  ]);
});

it('rows that both contradict come first, then those of one, then of none, then the others', () => {
  expect(order()).toEqual([3, 2, 1, 5]);
  expect(rowFacets(project.database).doubted).toBe(2);
});

it('a label that a reviewer changed is compared anew, and again after an undo', () => {
  does(3, { kind: 'relabel', label: 'bad', accept: true });
  expect(order()).toEqual([2, 1, 3, 5]);
  expect(row(3).judged).toEqual({ byLabels: 'bad', byTeacher: 'bad' });
  undo(project.database, 'Ada');
  expect(order()).toEqual([3, 2, 1, 5]);
});

it('a text that was edited was not judged, until the edit is undone', () => {
  does(3, { kind: 'edit', text: 'three, mended' });
  expect(row(3).judged).toBeNull();
  expect(order()).toEqual([2, 1, 3, 5]);
  undo(project.database, 'Ada');
  expect(row(3).judged).toEqual({ byLabels: 'bad', byTeacher: 'bad' });
});

it('a newer run counts once it is finished, for labels as they are then', () => {
  const { database } = project;
  does(1, { kind: 'relabel', label: 'bad', accept: false });
  const run = runAgain();
  judge(run, [
    [0, 'good', 'good'],
    [2, 'good', 'good'],
    [4, 'good', 'bad'],
  ]);
  const ends = (state: string) => {
    database.run('UPDATE runs SET state = ? WHERE id = ?', state, run);
    syncRows(database);
  };
  ends('paused');
  expect(order()).toEqual([1, 3, 2, 5]);
  ends('done');
  expect(order()).toEqual([1, 5, 3, 2]);
  expect(row(2).judged).toBeNull();
});

it('a newer run without a gate says nothing, one of another recipe changes nothing', () => {
  addRows(project, beginRun(project), 'goldgen', [{ text: 'six', label: 'bad' }]);
  syncRows(project.database);
  expect(order().slice(0, 2)).toEqual([3, 2]);
  runAgain();
  syncRows(project.database);
  expect([1, 2, 3].map((id) => row(id).judged)).toEqual([null, null, null]);
});

it('writes nothing where nothing is new', () => {
  const { database } = project;
  const changes = () => database.get('SELECT total_changes() AS changes');
  const before = changes();
  syncRows(database);
  expect(changes()).toEqual(before);
});
