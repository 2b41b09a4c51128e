import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { type CliResult, runCli } from '../../fixtures/cli.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

// A user's files through the command line: who may read what is created, and what an export replaces.

let folder: string;
let models: string;
let project: string;
let run: CliResult;
const to = () => path.join(folder, 'out');

beforeAll(async () => {
  process.umask(0o022);
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-own-'));
  models = await makeTinyModels(folder);
  const made = makeTinyExperiment(path.join(folder, 'p'));
  project = made.project;
  run = await runCli(['run', made.experiment], models);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')(
  'what a run and an export create can be read by the user alone',
  async () => {
    expect(run.code, run.err).toBe(0);
    const exported = await runCli(['export', project, '--to', to()], models);
    expect(exported.code, exported.err).toBe(0);
    for (const root of [project, to()]) {
      const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
      expect(names.length).toBeGreaterThan(5);
      const open = ['', ...names].filter((name) => lstatSync(path.join(root, name)).mode & 0o077);
      expect(open).toEqual([]);
    }
  },
);

it('an export writes over its own, and never over a file of the user', async () => {
  const again = await runCli(['export', project, '--to', to()], models);
  expect(again.code, again.err).toBe(0);
  const thesis = path.join(to(), 's3', 'student', 'thesis.txt');
  writeFileSync(thesis, 'three years of work');
  const refused = await runCli(['export', project, '--to', to()], models);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(`${thesis} was not written by Stillroom`);
  expect(readFileSync(thesis, 'utf8')).toBe('three years of work');
});

it('a student’s folder that a database names outside of the project is not exported', async () => {
  const outside = path.join(path.dirname(project), 'private');
  mkdirSync(outside);
  writeFileSync(path.join(outside, 'config.json'), '{}');
  const database = openDatabase(path.join(project, 'project.db'));
  database.run("UPDATE students SET folder = '../private'");
  database.close();
  const refused = await runCli(['export', project, '--to', path.join(folder, 'other')], models);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(`../private is not a path inside ${project}`);
});
