import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testScores } from '../../../../../electron/engine/measuring/testScores.ts';
import { openProject, type Project } from '../../../../../electron/engine/project/project.ts';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-scores-'));
  project = await openProject(path.join(folder, 'p.stillroom'), { create: true });
});
afterEach(() => {
  project.close();
  rmSync(folder, { recursive: true, force: true });
});

const test = (accuracy: number) => ({ accuracy, ci95: [accuracy - 0.1, accuracy + 0.1] });

function finish(entries: readonly object[], other: object = {}): void {
  project.database.run(
    "INSERT INTO runs (experiment, state, facts) VALUES ('{}', 'done', ?)",
    JSON.stringify({ entries, ...other }),
  );
}

const scores = () => Object.fromEntries(testScores(project.database));

it('has the last round of the last finished run of each recipe, and no yardstick', () => {
  finish([
    { recipe: 's3', test: test(0.5) },
    { recipe: 'zerogen', test: test(0.6) },
    { recipe: null, test: test(0.9) },
  ]);
  finish([
    { recipe: 's3', test: test(0.7) },
    { recipe: 's3', test: test(0.8) },
  ]);
  project.database.run("INSERT INTO runs (experiment, state) VALUES ('{}', 'stopped')");
  expect(scores()).toEqual({
    s3: { value: 0.8, ci95: test(0.8).ci95 },
    zerogen: { value: 0.6, ci95: test(0.6).ci95 },
  });
});

it('says why a score is none', () => {
  finish([
    { recipe: 's3', test: null },
    { recipe: 'zerogen', test: { ...test(0.5), only: 'good' } },
  ]);
  finish([{ recipe: 'fewgen/fewshot', test: test(0.9) }], { leaks: [{ rowsOf: 'x', rows: 2 }] });
  expect(scores()).toEqual({
    s3: { undefinedBecause: 'its run had no test texts' },
    zerogen: { undefinedBecause: 'its student says good of every text' },
    'fewgen/fewshot': { undefinedBecause: 'rows of its run copy test texts' },
  });
});
