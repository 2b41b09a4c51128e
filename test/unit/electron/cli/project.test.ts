import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { draftSchema } from '../../../../electron/contract/draft.ts';
import { exportFormats, rowFormatNames } from '../../../../electron/contract/exportFormats.ts';
import type { NextStep } from '../../../../electron/contract/nextStep.ts';
import type { Report } from '../../../../electron/contract/report.ts';
import { act } from '../../../../electron/engine/review/review.ts';
import { writeDraft } from '../../../../electron/engine/session/draft.ts';
import { projectWithRows } from '../../../fixtures/rowsProject.ts';
import { fileWith } from '../engine/import/files.ts';
import { commandLine, finishedProject, REPORT } from './commandLine.ts';

test.each([
  ['report', ['report', 'empty', '--json'], 'There is no project in empty: it has no project.db.'],
  ['status', ['status', 'gone.stillroom', '--json'], 'There is no project in gone.stillroom'],
  ['export', ['export', 'empty', '--to', 'out', '--json'], 'There is no project in empty'],
  ['predict', ['predict', 'empty', 'texts.txt'], "it is not a student's folder"],
  ['a broken project', ['report', 'broken.stillroom'], "is not a Stillroom project's database"],
])(
  '%s of a folder that is none: a sentence, exit code 2, and nothing is made',
  async (_, args, sentence) => {
    const { folder, run } = commandLine();
    fileWith('empty/notes.txt', 'mine', folder);
    fileWith('broken.stillroom/project.db', 'this is no database', folder);
    fileWith('texts.txt', 'A fine film.', folder);
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(path.join(folder, 'empty'))).toEqual(['notes.txt']);
    expect(readdirSync(path.join(folder, 'broken.stillroom'))).toEqual(['project.db']);
    expect(existsSync(path.join(folder, 'gone.stillroom'))).toBe(false);
    expect(existsSync(path.join(folder, 'out'))).toBe(false);
  },
);

test('predict names what is wrong with its file before it starts a process', async () => {
  const { folder, run } = commandLine();
  fileWith('student/config.json', '{}', folder);
  fileWith('rows.csv', 'body\nA fine film.\n', folder);
  fileWith('none.txt', '\n\n', folder);
  expect((await run('predict', 'student', 'gone.txt')).stderr).toBe('gone.txt does not exist.\n');
  expect((await run('predict', 'student', 'none.txt')).stderr).toBe('none.txt holds no text.\n');
  const { code, stderr } = await run('predict', 'student', 'rows.csv');
  expect(code).toBe(2);
  expect(stderr).toBe(
    'rows.csv, line 1: the table has no column text; it has body. Choose one of these.\n',
  );
  // a wrong guess is put right as in an experiment
  const bare = await run('predict', 'student', 'rows.csv', '--no-header', '--delimiter', '|');
  expect(bare.stderr).toBe(
    'rows.csv, line 1: the table has no column text; it has 0. Choose one of these.\n',
  );
  const wrong = await run('predict', 'student', 'rows.csv', '--encoding', 'klingon');
  expect(wrong.stderr).toContain('rows.csv: there is no encoding klingon.');
});

test('report and status of a finished run; with --json nothing but JSON', async () => {
  const { folder, run } = commandLine();
  (await finishedProject(path.join(folder, 'a.stillroom'))).close();
  const asJson = await run('report', 'a.stillroom', '--json');
  expect([asJson.code, asJson.stderr]).toEqual([0, '']);
  const { next, ...report } = JSON.parse(asJson.stdout) as Report & { next: NextStep };
  expect(report).toEqual(REPORT);
  expect(next.action).toBe('Compare labels with rows');
  const asText = await run('report', 'a.stillroom');
  expect(asText.stdout).toMatch(/^The best student is right on 72 of 100 test texts\.\n/);
  expect(asText.stdout).toContain('\nNext: compare labels with rows. ');
  expect(asText.stdout).toContain('72.0 [62.5, 79.9]');
  const status = await run('status', 'a.stillroom', '--json');
  expect(JSON.parse(status.stdout)).toEqual({
    runs: [{ id: 1, state: 'done', reason: null, seconds: 3 }],
    steps: [{ key: 's3/seed/clean', done: true, items: 0, total: 1, seconds: 3 }],
  });
});

test('export writes the kept rows with their lineage, as often as it is asked', async () => {
  const { folder, run } = commandLine();
  (await finishedProject(path.join(folder, 'a.stillroom'))).close();
  for (let time = 0; time < 2; time++) {
    const { code, stdout, stderr } = await run(
      'export',
      'a.stillroom',
      '--to',
      'out/deep',
      '--json',
    );
    expect([code, stderr]).toEqual([0, '']);
    const file = path.join('out/deep', 's3', 'dataset.jsonl');
    expect(JSON.parse(stdout)).toEqual([{ what: 's3 dataset, 2 rows', path: file, rows: 2 }]);
    const lines = readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { id: 's3/seed/clean@abcdef01#0', text: 'Fine.', label: 'pos', generation: 'g#0' },
      { id: 's3/seed/clean@abcdef01#2', text: 'Bad.', label: 'pos', generation: 'g#2' },
    ]);
  }
  expect(readdirSync(path.join(folder, 'out/deep/s3'))).toEqual([
    '.stillroom.json',
    'dataset.jsonl',
  ]);
});

test('export --rows writes the rows as reviewers left them, in each format and under a chosen name', async () => {
  const { folder, run } = commandLine();
  const project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
  ]);
  const task = { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } };
  writeDraft(project, draftSchema.parse({ task, gold: {}, teacher: 't', student: { model: 's' } }));
  act(project.database, [2], { kind: 'edit', text: 'two!' }, { reviewer: 'Ada', labels: [] });
  project.close();
  const rows = (...args: string[]) => run('export', project.folder, '--to', 'out', ...args);
  for (const format of rowFormatNames) {
    const { code, stdout, stderr } = await rows('--rows', format, '--json');
    expect([code, stderr], format).toEqual([0, '']);
    const [{ path: file }] = JSON.parse(stdout);
    expect(path.basename(file).endsWith(exportFormats[format].ending), format).toBe(true);
    expect(existsSync(file), format).toBe(true);
  }
  const named = await rows('--rows', 'jsonl', '--name', 'films', '--reviewer-names');
  expect(named.stdout).toBe(`2 rows: ${path.join(folder, 'out', 'films.jsonl')}\n`);
  const lines = readFileSync(path.join(folder, 'out/films.jsonl'), 'utf8').trim().split('\n');
  expect(JSON.parse(lines[1]!)).toMatchObject({ text: 'two!', reviewer: 'Ada', edited: true });
  const none = await rows('--rows', 'csv', '--only', 'accepted');
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('No row is accepted yet.')]);
  const odd = await rows('--rows', 'csv', '--name', '../films');
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('cannot be the name')]);
  const alone = await rows('--name', 'films');
  expect([alone.code, alone.stderr]).toEqual([
    2,
    '--name chooses among reviewed rows: give --rows and a format too.\n',
  ]);
  const other = await rows('--rows', 'docx');
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining('Allowed choices are jsonl'),
  ]);
});

test('export writes the rows that a student of reviewed rows learned from, without names', async () => {
  const { folder, run } = commandLine();
  const project = await projectWithRows([{ text: 'one', label: 'good' }]);
  const { database } = project;
  act(
    database,
    [1],
    { kind: 'relabel', label: 'bad', accept: true },
    { reviewer: 'Ada', labels: ['bad'] },
  );
  const step = database.run(
    "INSERT INTO steps (key, hash, value) VALUES ('reviewed/train', 'abcdef0123456789', '1')",
  ).lastId;
  database.run('INSERT INTO run_steps VALUES (1, ?, 0, 1)', step);
  project.close();
  const { code, stderr } = await run('export', project.folder, '--to', 'out');
  expect([code, stderr]).toEqual([0, '']);
  const row = JSON.parse(readFileSync(path.join(folder, 'out/reviewed/dataset.jsonl'), 'utf8'));
  expect(row).toEqual({
    id: 's3/seed/generate@abcdef01#0',
    text: 'one',
    label: 'bad',
    state: 'accepted',
    reviewer: 'reviewer 1',
    comment: '',
    original_text: 'one',
    original_label: 'good',
    edited: true,
  });
});

test('export into a file that is in the way', async () => {
  const { folder, run } = commandLine();
  (await finishedProject(path.join(folder, 'a.stillroom'))).close();
  fileWith('out', 'mine', folder);
  const { code, stdout, stderr } = await run('export', 'a.stillroom', '--to', 'out');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/cannot be made: a file is in the way/);
  expect(readFileSync(path.join(folder, 'out'), 'utf8')).toBe('mine');
});

test('a run that was killed before its report was written has none', async () => {
  const { folder, run } = commandLine();
  (await finishedProject(path.join(folder, 'a.stillroom'), null)).close();
  const { code, stdout, stderr } = await run('report', 'a.stillroom', '--json');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('No run of a.stillroom has finished yet');
});

test('a project that is open elsewhere', async () => {
  const { folder, run } = commandLine();
  const project = await finishedProject(path.join(folder, 'a.stillroom'));
  const { code, stderr } = await run('status', 'a.stillroom');
  project.close();
  expect(code).toBe(2);
  expect(stderr).toContain('a.stillroom is open in another Stillroom');
});
