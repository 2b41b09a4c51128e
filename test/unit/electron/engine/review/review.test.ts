import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { lineageOf } from '../../../../../electron/engine/review/lineageOf.ts';
import { replayReviews } from '../../../../../electron/engine/review/replayReviews.ts';
import {
  act,
  eventsOf,
  redo,
  rowsById,
  undo,
} from '../../../../../electron/engine/review/review.ts';
import { syncRows } from '../../../../../electron/engine/review/syncRows.ts';
import { addRows, beginRun, projectWithRows } from '../../../../fixtures/rowsProject.ts';

const BY = { reviewer: 'Ada', labels: ['good', 'bad'] };
let project: Project;

beforeEach(async () => {
  project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
    { text: 'three', label: 'good', droppedBy: 'tooShort' },
  ]);
});
afterEach(() => project.close());

const row = (id: number) => rowsById(project.database, [id])[0]!;
const does = (ids: number[], action: Parameters<typeof act>[2], by = BY) =>
  act(project.database, ids, action, by);

describe('what people do with rows', () => {
  it('begins with rows as they were written', () => {
    expect(row(1)).toMatchObject({ text: 'one', label: 'good', state: 'open', reviewer: null });
    expect(row(3).droppedBy).toBe('tooShort');
  });

  it('accepts, rejects, relabels, edits, comments and flags', () => {
    expect(does([1], { kind: 'accept' }).rows[0]!.state).toBe('accepted');
    expect(does([2], { kind: 'relabel', label: 'good', accept: false }).rows[0]).toMatchObject({
      label: 'good',
      writtenLabel: 'bad',
      state: 'open',
    });
    expect(does([2], { kind: 'relabel', label: 'bad', accept: true }).rows[0]!.state).toBe(
      'accepted',
    );
    does([2], { kind: 'edit', text: 'two, mended' });
    does([2], { kind: 'comment', text: 'hm' });
    does([2], { kind: 'flag', on: true });
    expect(row(2)).toMatchObject({ text: 'two, mended', edited: true, comments: 1, flagged: true });
    expect(row(2).reviewer).toBe('Ada');
    expect(does([3], { kind: 'reject' }).rows[0]!.state).toBe('rejected');
  });

  it('undoes and does again, in order, only the reviewer’s own', () => {
    does([1], { kind: 'accept' });
    does([1], { kind: 'edit', text: 'uno' });
    does([1], { kind: 'flag', on: true }, { ...BY, reviewer: 'Ben' });
    expect(undo(project.database, 'Ada').sentence).toBe('Undone: edited 1 row');
    expect(row(1)).toMatchObject({ text: 'one', state: 'accepted', flagged: true });
    undo(project.database, 'Ada');
    expect(row(1)).toMatchObject({ state: 'open', flagged: true });
    expect(() => undo(project.database, 'Ada')).toThrow('nothing of yours to undo');
    redo(project.database, 'Ada');
    expect(row(1)).toMatchObject({ state: 'accepted', text: 'one' });
    redo(project.database, 'Ada');
    expect(row(1)).toMatchObject({ state: 'accepted', text: 'uno' });
    expect(() => redo(project.database, 'Ada')).toThrow('nothing of yours to do again');
  });

  it('does not do again what something newer stands on', () => {
    does([1], { kind: 'accept' });
    undo(project.database, 'Ada');
    does([1], { kind: 'reject' });
    expect(() => redo(project.database, 'Ada')).toThrow('nothing of yours to do again');
    expect(row(1).state).toBe('rejected');
  });

  it('takes a bulk action back as one', () => {
    does([1, 2, 3], { kind: 'reject' });
    does([2], { kind: 'accept' });
    undo(project.database, 'Ada');
    const outcome = undo(project.database, 'Ada');
    expect(outcome.changed).toBe(3);
    expect([1, 2, 3].map((id) => row(id).state)).toEqual(['open', 'open', 'open']);
  });

  it('refuses a label that the task lacks, and an edit of many', () => {
    expect(() => does([1], { kind: 'relabel', label: 'meh', accept: true })).toThrow(
      'no label meh; it has good, bad',
    );
    expect(() => does([1, 2], { kind: 'edit', text: 'x' })).toThrow('one row at a time');
    expect(eventsOf(project.database, 1)).toEqual([]);
  });

  it('never changes or deletes what is recorded', () => {
    does([1], { kind: 'accept' });
    expect(() => project.database.run('DELETE FROM review_actions')).toThrow('append-only');
    expect(() => project.database.run("UPDATE review_actions SET reviewer = 'x'")).toThrow(
      'append-only',
    );
    expect(() => project.database.run('DELETE FROM review_events')).toThrow('append-only');
  });

  it('holds in its rows nothing that a replay does not give', () => {
    does([1, 2], { kind: 'accept' });
    does([2], { kind: 'edit', text: 'zwei' });
    does([1], { kind: 'comment', text: 'why' });
    undo(project.database, 'Ada');
    const before = rowsById(project.database, [1, 2, 3]);
    project.database.run(
      "UPDATE review_rows SET state = 'open', text = '', comments = 9, reviewer = NULL",
    );
    replayReviews(project.database, [1, 2, 3]);
    expect(rowsById(project.database, [1, 2, 3])).toEqual(before);
  });
});

describe('rows of later runs', () => {
  it('keep their reviews when only the cleaning changed', () => {
    does([1], { kind: 'accept' });
    const run = beginRun(project);
    // the same generations, cleaned anew: the third row is back
    const { database } = project;
    database.run("INSERT INTO steps (key, hash, value) VALUES ('s3/seed/clean', 'other', '{}')");
    const { id } = database.get<{ id: number }>("SELECT id FROM steps WHERE hash = 'other'")!;
    database.run('INSERT INTO run_steps VALUES (?, ?, 0, 1)', run, id);
    database.run(
      `INSERT INTO examples (step, i, text, label, dropped_by, lineage)
       SELECT ?, i, text, label, NULL, lineage FROM examples
       WHERE step = (SELECT id FROM steps WHERE key = 's3/seed/clean' AND hash = 'abcdef0123')`,
      id,
    );
    syncRows(database);
    expect(row(1).state).toBe('accepted');
    expect(row(3).droppedBy).toBeNull();
    expect(database.get('SELECT count(*) AS n FROM review_rows')).toEqual({ n: 3 });
  });

  it('of another recipe stand beside, those of the same recipe take the place', () => {
    const { database } = project;
    addRows(project, beginRun(project), 'synthesizrr/retricl', [{ text: 'four', label: 'bad' }]);
    addRows(project, beginRun(project), 's3/seed', [{ text: 'new', label: 'bad' }], '99999999');
    syncRows(database);
    const current = database.all<{ text: string; recipe: string }>(
      'SELECT text, recipe FROM review_rows WHERE current = 1 ORDER BY id',
    );
    expect(current).toEqual([
      { text: 'four', recipe: 'synthesizrr/retricl' },
      { text: 'new', recipe: 's3' },
    ]);
  });
});

it('a row that two recipes share belongs to the first, however often rows are brought', () => {
  const { database } = project;
  const { run } = database.get<{ run: number }>('SELECT max(id) AS run FROM runs')!;
  addRows(project, run, 's3WithoutEes/pass-0', [{ text: 'extra', label: 'good' }]);
  // it goes on from the seed rows of s3
  database.run(
    `INSERT INTO examples (step, i, text, label, dropped_by, lineage)
     SELECT (SELECT id FROM steps WHERE key = 's3WithoutEes/pass-0/clean'), i + 1, text, label,
       dropped_by, lineage FROM examples
     WHERE step = (SELECT id FROM steps WHERE key = 's3/seed/clean')`,
  );
  const rows = () =>
    database.all<{ id: number; step: number; recipe: string; current: number }>(
      'SELECT id, step, recipe, current FROM review_rows ORDER BY id',
    );
  syncRows(database);
  const first = rows();
  expect(first.map(({ recipe, current }) => [recipe, current])).toEqual([
    ...[1, 2, 3].map(() => ['s3', 1]),
    ['s3WithoutEes', 1],
  ]);
  const { changes } = database.get<{ changes: number }>('SELECT total_changes() AS changes')!;
  syncRows(database);
  expect(rows()).toEqual(first);
  expect(database.get('SELECT total_changes() AS changes')).toEqual({ changes });
});

it('shows what lies behind a row', () => {
  does([2], { kind: 'edit', text: 'zwei' });
  undo(project.database, 'Ada');
  const lineage = lineageOf(project.database, 2);
  expect(lineage.original).toEqual({ text: 'two', label: 'bad' });
  expect(lineage.generation).toMatchObject({ prompt: 'write bad', output: ' two ', seed: 7 });
  expect(lineage.events).toMatchObject([{ kind: 'edit', text: 'zwei', undone: true }]);
  expect(() => lineageOf(project.database, 99)).toThrow('no row 99');
});

const [SHORT, LONG, OTHER] = [
  'The first sentence.',
  'The first sentence. The second.',
  'Another text.',
];

it.each([
  ['of a shorter cut, though a later one is longer', SHORT, [[SHORT], [LONG]]],
  ['of a longer cut, though a later one is its beginning', LONG, [[LONG], [SHORT]]],
  ['of its file, though another has the same name', OTHER, [[SHORT, OTHER], [LONG]]],
])('shows the passage %s', (_, shown, cuts) => {
  const { database } = project;
  for (const [at, texts] of cuts.entries()) {
    const step = database.run(
      "INSERT INTO steps (key, hash, value) VALUES ('corpus/cut', ?, ?)",
      `cut ${at}`,
      JSON.stringify(texts.map(() => 'passage:a.jsonl:1')),
    ).lastId;
    for (const [i, text] of texts.entries()) {
      database.run('INSERT INTO passages VALUES (?, ?, 0, ?, 9)', step, i, text);
    }
  }
  database.run('UPDATE generations SET prompt = ? WHERE i = 0', `News: ${shown}\nSummary:`);
  database.run("UPDATE examples SET lineage = json_set(lineage, '$.passage', 'passage:a.jsonl:1')");
  expect(lineageOf(database, 1).passage!.text).toBe(shown);
  // a prompt that shows none of them says nothing: the newest cut's is taken
  expect(lineageOf(database, 2).passage!.text).toBe(cuts[1]![0]);
});
