import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Report } from '../../../electron/contract/report.ts';
import type { RunEstimate } from '../../../electron/contract/runEstimate.ts';
import { runCli, startCli, until } from '../../fixtures/cli.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

/* `stillroom estimate`, and what a run makes of it. */

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-estimate-'));
  models = await makeTinyModels(folder);
  vi.stubEnv('STILLROOM_HOME', path.join(folder, 'home'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('all recipes of an experiment are estimated, and no project is made', async () => {
  const { experiment, project } = makeTinyExperiment(path.join(folder, 'several'), {
    recipes: ['{ kind: s3, rows: 16, rounds: 0 }', '{ kind: fewgen, rows: 8, shots: 2 }'],
  });
  const json = await runCli(['estimate', experiment, '--json'], models);
  expect(json.code, json.err).toBe(0);
  const { parts, seconds, least, most, checks } = JSON.parse(json.out) as RunEstimate;
  expect(parts.filter(({ what }) => what.startsWith('Writing rows, '))).toHaveLength(2);
  expect(parts.reduce((sum, part) => sum + part.seconds, 0)).toBeCloseTo(seconds);
  expect(least).toBeLessThan(seconds);
  expect(most).toBeGreaterThan(seconds);
  expect(checks.find(({ subject }) => subject === 'memory')?.sentence).toMatch(
    /of memory are free; the teacher in .* needs .*; training at most /,
  );
  expect(existsSync(project)).toBe(false);
  const text = await runCli(['estimate', experiment], models);
  expect(text.out).toMatch(/^About .* \(.* to .*\), [\d,]+ tokens written\.\n/);
  expect(text.out).toContain('8 rows in 8 calls, about ');
  expect(text.out).toMatch(/Checked: .* are free where the project is; training needs about /);
});

it('what would refuse the run refuses its estimate, in the same sentence', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'refused'));
  const text = readFileSync(experiment, 'utf8');
  writeFileSync(experiment, text.replace('teacher: tiny-teacher', 'teacher: tiny-bert'));
  const estimated = await runCli(['estimate', experiment], models);
  const run = await runCli(['run', experiment], models);
  expect([estimated.code, run.code]).toEqual([2, 2]);
  expect(estimated.err).toBe(run.err);
});

it('a prompt that is too long to be measured is said, and what to do', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'long'), {
    recipes: ['{ kind: fewgen, rows: 8, shots: 32 }'],
  });
  const { code, err } = await runCli(['estimate', experiment], models);
  expect(code).toBe(2);
  expect(err).toMatch(/a typical prompt is too long for tiny-teacher: .* Show fewer examples/);
});

it('a run that was killed ends with its estimate, which corrects the next', async () => {
  const { experiment, project } = makeTinyExperiment(path.join(folder, 'killed'), {
    recipes: ['{ kind: s3, rows: 24, rounds: 1 }'],
  });
  const estimateOf = async () => {
    const { out, err } = await runCli(['estimate', experiment, '--json'], models);
    expect(out, err).not.toBe('');
    return JSON.parse(out) as RunEstimate;
  };
  const first = await estimateOf();
  expect(first.notes[0]).toMatch(/^Assumed/);
  const child = startCli(['run', experiment], models);
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until(() => said.includes('  s3/seed/generate: '), 60_000);
  child.kill('SIGKILL');
  await ended;

  const { out, err } = await runCli(['run', experiment, '--json'], models);
  const { timing } = JSON.parse(out) as Report;
  const { seconds, least, most } = first;
  expect(timing, err).toMatchObject({ estimated: { seconds, least, most }, earlierSeconds: 0 });
  const status = await runCli(['status', project, '--json'], models);
  const { runs } = JSON.parse(status.out) as { runs: { state: string; seconds: number }[] };
  expect(runs.map(({ state }) => state)).toEqual(['stopped', 'done']);
  const worked = runs.reduce((sum, run) => sum + run.seconds, 0);
  expect(timing!.seconds! / worked).toBeCloseTo(1, 1);
  const report = await runCli(['report', project], models);
  expect(report.out.trim().split('\n').at(-1)).toMatch(
    /^Estimated: .* \(.* to .*\)\. It took .*\.$/,
  );

  const next = await estimateOf();
  expect(next.notes[0]).toMatch(
    /^The last run like this took \d+\.\d+ times as long as was measured/,
  );
  // the rows are there now: a run that finds them done teaches nothing
  await runCli(['run', experiment, '--json'], models);
  const records = readFileSync(path.join(folder, 'home', 'estimates.json'), 'utf8');
  expect(JSON.parse(records)).toMatchObject({ estimates: [{}], runs: [{ recipes: 's3' }] });
  expect((statSync(path.join(folder, 'home', 'estimates.json')).mode & 0o077).toString(8)).toBe(
    '0',
  );
});

it('drafts of a base model are measured beside what refines them, and a run has both', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'based'), {
    recipes: ['{ kind: fewgen, rows: 16, shots: 2, refine: on }'],
    student: ', method: head',
    more: 'base: tiny-quoter',
  });
  const { code, out, err } = await runCli(['estimate', experiment, '--json'], models);
  expect(code, err).toBe(0);
  const { parts, tokens } = JSON.parse(out) as RunEstimate;
  const drafts = parts.find(({ what }) => what === 'Writing drafts')!;
  expect(drafts.detail).toMatch(/^16 calls, about /);
  expect(drafts.seconds).toBeGreaterThan(0);
  expect(tokens).toBeGreaterThan(0);
  const run = await runCli(['run', experiment, '--json'], models);
  expect(run.code, run.err).toBe(0);
  const { facts, entries } = JSON.parse(run.out) as Report;
  expect(facts.find((fact) => fact.startsWith('Base model tiny-quoter, '))).toContain(
    'the same run writes the same rows',
  );
  expect(entries.find(({ recipe }) => recipe === 'fewgen/few-shot')!.rows.generated).toBe(16);
});
