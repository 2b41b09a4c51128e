import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openProject } from '../../../../../electron/engine/project/project.ts';
import { projectDamage } from '../../../../../electron/engine/project/projectDamage.ts';
import { openDatabase } from '../../../../../native/sqlite/database.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

async function closedProject(): Promise<string> {
  const rows = Array.from({ length: 2000 }, (_, i) => ({
    text: `row ${i} of a project that is about to lose its end`,
    label: 'good',
  }));
  const project = await projectWithRows(rows);
  project.close();
  return project.folder;
}

it('refuses a database that was cut in half, in words, and leaves it as it is', async () => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  truncateSync(file, statSync(file).size / 2);
  const before = readFileSync(file);
  await expect(openProject(folder, { create: false })).rejects.toMatchObject({
    name: 'BadInput',
    message: expect.stringMatching(/project\.db is damaged.*restore the project/s),
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

it('refuses a file that is no database', async () => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  truncateSync(file, 40);
  await expect(openProject(folder, { create: false })).rejects.toMatchObject({ name: 'BadInput' });
});

it('says who has it when it is open elsewhere', async () => {
  const folder = await closedProject();
  const first = await openProject(folder, { create: false });
  await expect(openProject(folder, { create: false })).rejects.toThrow(
    'is open in another Stillroom',
  );
  first.close();
});

it('refuses a page of zeros in the middle, and names the newest backup', async () => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  const bytes = readFileSync(file);
  bytes.fill(0, 4096 * 5, 4096 * 6);
  writeFileSync(file, bytes);
  writeFileSync(`${file}.version-900.backup`, 'older');
  await expect(openProject(folder, { create: false })).rejects.toMatchObject({
    name: 'BadInput',
    message: expect.stringContaining(`The newest backup is ${file}.version-900.backup`),
  });
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(projectDamage(folder).length).toBeGreaterThan(1);
});

it.each([true, false])('refuses a database of zero bytes; create: %s', async (create) => {
  const folder = await closedProject();
  truncateSync(path.join(folder, 'project.db'), 0);
  writeFileSync(path.join(folder, 'exports', 'rows.jsonl'), '{}\n');
  await expect(openProject(folder, { create })).rejects.toThrow(
    'is empty, so the project is damaged',
  );
  expect(statSync(path.join(folder, 'project.db')).size).toBe(0);
  expect(projectDamage(folder)[0]).toContain('is empty');
});

it('a project whose creation was killed is created anew', async () => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'stillroom-begun-')), 'p.stillroom');
  for (const name of ['students', 'exports'])
    mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'project.db'), '');
  const project = await openProject(folder, { create: true });
  project.close();
  expect(projectDamage(folder)).toEqual([]);
});

it('refuses a version below zero as damage', async () => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  const bytes = readFileSync(file);
  bytes.writeInt32BE(-3, 60);
  writeFileSync(file, bytes);
  await expect(openProject(folder, { create: false })).rejects.toThrow('is damaged');
});

it.each([
  ['the first place', 0],
  ['the last place', -1],
])('refuses an index that differs from its table, with a byte changed in %s', async (_, at) => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  const bytes = readFileSync(file);
  const entry = 's3/seed/cleanabcdef0123';
  const places = [...bytes.toString('latin1').matchAll(new RegExp(entry, 'g'))];
  expect(places.length).toBeGreaterThan(1);
  bytes.write('4', places.at(at)!.index + entry.length - 1);
  writeFileSync(file, bytes);
  await expect(openProject(folder, { create: false })).rejects.toThrow('is damaged');
  expect(projectDamage(folder).join(' ')).toContain('missing from index');
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

it('leads no path out of the project, by its name or by a symbolic link', async () => {
  const folder = await closedProject();
  const outside = path.join(path.dirname(folder), 'private');
  mkdirSync(outside);
  symlinkSync(outside, path.join(folder, 'students', 'linked'));
  const project = await openProject(folder, { create: false });
  try {
    expect(() => project.path('../private')).toThrow('is not a path inside');
    expect(() => project.path('students/linked')).toThrow('by a symbolic link');
    expect(() => project.path('students/linked/new')).toThrow('by a symbolic link');
    expect(project.path('students', 'new')).toBe(path.join(folder, 'students', 'new'));
  } finally {
    project.close();
  }
});

it.each([
  ['CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM examples; END', 'trigger t'],
  ['CREATE VIEW v AS SELECT 1', 'view v'],
  ['DROP TABLE students', 'table students'],
  [
    `DROP TRIGGER review_actions_stay;
     CREATE TRIGGER review_actions_stay AFTER INSERT ON drafts BEGIN DELETE FROM examples; END`,
    'trigger review_actions_stay',
  ],
])('refuses a database that another program has changed: %s', async (sql, named) => {
  const folder = await closedProject();
  const database = openDatabase(path.join(folder, 'project.db'));
  database.execute(sql);
  database.close();
  await expect(openProject(folder, { create: false })).rejects.toThrow(
    `is not as Stillroom made it (${named})`,
  );
});

it.each([
  ["UPDATE runs SET experiment = '{}'", 'experiment of a record of runs'],
  ["UPDATE runs SET experiment = 'x'", 'experiment of a record of runs'],
  ["UPDATE runs SET facts = '5'", 'facts of a record of runs'],
  ["UPDATE runs SET facts = '{}'", 'facts of a record of runs'],
  [`UPDATE runs SET experiment = '{"recipes":[null]}'`, 'experiment of a record of runs'],
  [
    `UPDATE runs SET facts = '{"verdict":"","phases":[],"facts":[],"entries":[{}]}'`,
    'facts of a record of runs',
  ],
  ["UPDATE examples SET lineage = '5' WHERE i = 7", 'lineage of a record of examples'],
  ["UPDATE examples SET lineage = '{}' WHERE i = 7", 'lineage of a record of examples'],
  [
    `INSERT INTO deletions (at, keys, files) VALUES (1, '[]', 'x')`,
    'files of a record of deletions',
  ],
  [
    `INSERT INTO deletions (at, keys, files) VALUES (1, '[]', '["."]')`,
    'files of a record of deletions',
  ],
  ["UPDATE steps SET value = 'x'", 'value of a record of steps'],
  ["UPDATE steps SET key = 'films' || id", 'key of a record of steps'],
])('refuses records that Stillroom did not write: %s', async (sql, named) => {
  const folder = await closedProject();
  const database = openDatabase(path.join(folder, 'project.db'));
  database.execute(sql);
  database.close();
  await expect(openProject(folder, { create: false })).rejects.toThrow(named);
});

it('refuses a pipe beside the database, which would be read for ever', async () => {
  const folder = await closedProject();
  execFileSync('mkfifo', [path.join(folder, 'project.db-journal')]);
  await expect(openProject(folder, { create: false })).rejects.toThrow(
    'project.db-journal is no plain file',
  );
});

it('refuses a link in the place of the database', async () => {
  const [folder, other] = [await closedProject(), await closedProject()];
  rmSync(path.join(folder, 'project.db'));
  symlinkSync(path.join(other, 'project.db'), path.join(folder, 'project.db'));
  await expect(openProject(folder, { create: false })).rejects.toThrow('is no plain file');
});
