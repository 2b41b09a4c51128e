import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Experiment } from '../../../../../electron/contract/experiment.ts';
import { reportOf } from '../../../../../electron/engine/engine.ts';
import { readReport } from '../../../../../electron/engine/evaluation/makeReport.ts';
import { studentsOf } from '../../../../../electron/engine/evaluation/resultsPage.ts';
import { openProject } from '../../../../../electron/engine/project/project.ts';
import { FIRST_VERSION, migrations } from '../../../../../electron/engine/project/schema.ts';
import { auditOf } from '../../../../../electron/engine/review/audit.ts';
import { lineageOf } from '../../../../../electron/engine/review/lineageOf.ts';
import { replayReviews } from '../../../../../electron/engine/review/replayReviews.ts';
import { rowsById } from '../../../../../electron/engine/review/review.ts';
import { syncRows } from '../../../../../electron/engine/review/syncRows.ts';
import { openDatabase } from '../../../../../native/sqlite/database.ts';

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/projects/', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'stillroom-versions-')), 'p.stillroom');
  mkdirSync(folder);
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

function makeDatabase(script: string): string {
  const file = path.join(folder, 'project.db');
  const database = openDatabase(file);
  database.execute(script);
  database.close();
  return file;
}

it('there is a project of each earlier version', () => {
  expect(readdirSync(FIXTURES)).toHaveLength(migrations.length - 1);
});

it.each(readdirSync(FIXTURES))('a project of %s opens, and nothing of it is lost', async (name) => {
  makeDatabase(readFileSync(path.join(FIXTURES, name), 'utf8'));
  const project = await openProject(folder, { create: false });
  try {
    const { database } = project;
    expect(database.userVersion).toBe(FIRST_VERSION + migrations.length - 1);
    syncRows(database);
    const ids = database.column<number>('SELECT id FROM review_rows ORDER BY id');
    const before = rowsById(database, ids);
    expect(before).toHaveLength(20);
    expect(before.slice(0, 6).map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'open',
      'accepted',
      'open',
    ]);
    expect(before[3]).toMatchObject({ text: 'good words of Ada', edited: true });
    replayReviews(database, ids);
    expect(rowsById(database, ids)).toEqual(before);
    expect(before.every(({ judged }) => judged === null)).toBe(true);
    expect(lineageOf(database, 1).generation?.prompt).toContain('positive');
    expect(auditOf(database)).toMatchObject({ size: 3, answered: 1 });
    const labels = [
      { name: 'positive', meaning: expect.any(String) },
      { name: 'negative', meaning: expect.any(String) },
    ];
    expect(JSON.parse(database.column<string>('SELECT labels FROM tasks')[0]!)).toEqual(labels);
    const [experiment] = database.column<string>('SELECT experiment FROM runs');
    expect((JSON.parse(experiment!) as Experiment).task.labels).toEqual(labels);
    expect(readReport(project).entries.map(({ id }) => id)).toContain('s3/1');
    expect(studentsOf(project).map(({ title }) => title)).toEqual([
      'Learn from mistakes (S3)',
      'Write from your documents, with examples shown (SynthesizRR RetrICL)',
    ]);
  } finally {
    project.close();
  }
});

it('a project from before 0.2.0 is refused in a sentence, and left as it is', async () => {
  const file = makeDatabase('CREATE TABLE runs (id INTEGER); PRAGMA user_version = 5');
  const [bytes, { mtimeMs }] = [readFileSync(file), statSync(file)];
  const sentence =
    `${file} was made before Stillroom 0.2.0, which cannot open it; nothing was changed, so run its ` +
    'experiment again in a new project.';
  await expect(openProject(folder, { create: true })).rejects.toThrow(sentence);
  await expect(reportOf(folder)).rejects.toThrow(sentence);
  expect(readdirSync(folder)).toEqual(['project.db']);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
});

it('a project of a newer Stillroom is refused too', async () => {
  makeDatabase('CREATE TABLE runs (id INTEGER); PRAGMA user_version = 900');
  await expect(openProject(folder, { create: false })).rejects.toThrow(
    'was made by a newer Stillroom (version 900',
  );
});
