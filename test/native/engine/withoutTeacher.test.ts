import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { runCli } from '../../fixtures/cli.ts';
import {
  KNOWN_LABELS,
  makeTinyExperiment,
  makeTinyModels,
  type TinyOptions,
} from '../../fixtures/tinyProject.ts';

const REGEN =
  '{ kind: regen, rows: 8, rounds: 1, depth: 15, threshold: 0, passageTokens: 24, queries: { baban: ha haban, vojon: tesum voril } }';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-without-teacher-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const experimentOf = (name: string, options: TinyOptions = {}) =>
  makeTinyExperiment(path.join(folder, name), {
    ...KNOWN_LABELS,
    teacher: null,
    leastSteps: 60,
    recipes: [REGEN],
    ...options,
  });

it('ReGen runs without a teacher: the encoder measures passages, and nothing asks one', async () => {
  const { experiment, project } = experimentOf('regen');
  const { code, out, err } = await runCli(['run', experiment], models);
  expect(code, err).toBe(0);
  expect(out).toContain('No teacher: nothing was written.');
  expect(out).not.toContain('the teacher as classifier');
  const database = openDatabase(path.join(project, 'project.db'));
  const passages = database.all<{ text: string; tokens: number }>(
    'SELECT text, tokens FROM passages',
  );
  const calls = database.get<{ n: number }>('SELECT count(*) AS n FROM generations')!.n;
  database.close();
  expect(calls).toBe(0);
  const tokenizer = await loadTokenizer(
    path.join(folder, 'sources', 'tiny-bert', 'tokenizer.json'),
  );
  for (const { text, tokens } of passages) {
    expect(tokens).toBe(Math.min(24, tokenizer.encodeAligned(text).ids.length));
    expect(tokens).toBeLessThanOrEqual(24);
  }
  const to = path.join(folder, 'exported');
  const exported = await runCli(['export', project, '--to', to], models);
  expect(exported.code, exported.err).toBe(0);
  const card = readFileSync(path.join(to, 'regen', 'student', 'README.md'), 'utf8');
  expect(card).not.toContain('undefined');
  expect(card).not.toContain('| teacher');
}, 120_000);

it('an estimate and a check need none either', async () => {
  const { experiment } = experimentOf('estimate');
  const { code, out, err } = await runCli(['estimate', experiment], models);
  expect(code, err).toBe(0);
  expect(out + err).not.toMatch(/undefined|NaN/);
}, 120_000);

it.each([
  [
    'a recipe that asks one',
    { recipes: ['{ kind: fewgen, rows: 12, shots: 3 }'] },
    'teacher: fewgen asks a teacher, and the experiment names none. Name one, or take a recipe that needs none: regen, reviewed.',
  ],
  [
    'MAUVE of what a teacher makes of texts',
    { more: 'mauveFeatures: teacher' },
    'mauveFeatures: the experiment names no teacher, which would read the texts. Set it to encoder, or name a teacher.',
  ],
])('%s is refused before anything is written', async (_, options, message) => {
  const { experiment } = experimentOf('refused', options);
  const { code, err } = await runCli(['run', experiment], models);
  expect(code).not.toBe(0);
  expect(err).toContain(message);
});
