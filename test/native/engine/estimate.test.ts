import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunEstimate } from '../../../electron/contract/runEstimate.ts';
import { runCli } from '../../fixtures/cli.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

/* `stillroom estimate`, and what a run makes of it. */

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-estimate-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
