import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readExperiment, runExperiment } from '../../../electron/engine/engine.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let home: string;
let models: string;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-one-label-'));
  models = await makeTinyModels(home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('a seed of one label is named before anything is written', async () => {
  const folder = path.join(home, 'tiny');
  const { experiment: file } = makeTinyExperiment(folder, { s3Rows: 8 });
  const rows = readFileSync(path.join(folder, 'train.jsonl'), 'utf8').split('\n');
  const positive = rows.filter((row) => row.includes('"positive"')).slice(0, 10);
  writeFileSync(path.join(folder, 'seed.jsonl'), positive.join('\n'));
  writeFileSync(path.join(folder, 'validation.jsonl'), rows.slice(20, 40).join('\n'));
  const text = readFileSync(file, 'utf8')
    .replace('seed:       { file: train.jsonl', 'seed:       { file: seed.jsonl')
    .replace(', sample: 12', '')
    .replace('validation: { file: train.jsonl', 'validation: { file: validation.jsonl')
    .replace(', sample: 16', '');
  writeFileSync(file, text);
  const { experiment } = readExperiment(file);
  const notes: string[] = [];
  const run = runExperiment(
    { ...experiment, recipes: [experiment.recipes[0]!] },
    {
      onProgress: () => {},
      onTraining: () => {},
      onNote: (note) => notes.push(note),
      onWait: () => {},
    },
    new AbortController().signal,
    openModelStore({ folder: models }),
  );
  await expect(run).rejects.toThrow(
    'gold.seed: all its texts are labelled positive, and none negative.',
  );
  expect(existsSync(path.join(folder, 'tiny.stillroom', 'project.db'))).toBe(false);
  expect(notes).toEqual([]);
});
