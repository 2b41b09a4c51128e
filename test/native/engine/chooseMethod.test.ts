import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { runCli } from '../../fixtures/cli.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { KNOWN_LABELS, makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-method-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string, leastSteps: number, student = '') {
  const options = {
    ...KNOWN_LABELS,
    leastSteps,
    student,
    recipes: ['{ kind: fewgen, rows: 12, shots: 3 }'],
  };
  const { experiment, project } = makeTinyExperiment(path.join(folder, name), options);
  const { code, out, err } = await runCli(['run', experiment], models);
  expect(code, err).toBe(0);
  const database = openDatabase(path.join(project, 'project.db'));
  const keys = recordedKeys(database, { phase: 'train' });
  database.close();
  return { out, folds: keys.filter((key) => key.startsWith('method/')) };
}

it('auto compares both methods over three folds of the labels, and the report says what decided', async () => {
  const { out, folds } = await run('auto', 10);
  const three = (method: string) => [0, 1, 2].map((n) => `method/${method}/fold-${n}/train`);
  expect(folds.toSorted()).toEqual([...three('finetune'), ...three('head')]);
  const told =
    /of which fine-tuning predicted ([\d.]+)% and a regression on the frozen model ([\d.]+)%/;
  const [, finetune, head] = told.exec(out)!.map(Number);
  const isHead = out.includes('student tiny-bert: a logistic regression');
  expect(isHead).toBe(head! >= finetune!);
});

it('a method that is named, and the papers’ epochs, are not compared', async () => {
  expect((await run('named', 10, ', method: head')).folds).toEqual([]);
  expect((await run('papers', 0)).folds).toEqual([]);
});
