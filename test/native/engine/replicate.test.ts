import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readExperiment } from '../../../electron/engine/engine.ts';
import { paperTable } from '../../../electron/engine/replicate/paperTable.ts';
import { replicateTable } from '../../../electron/engine/replicate/replicateTable.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-replicate-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function make(data: string, pauseAt?: string) {
  const made: string[] = [];
  const notes: string[] = [];
  const pause = new AbortController();
  const outcome = await replicateTable(paperTable('s3-3'), {
    dataSets: new Map([['IMDb', readExperiment(data).experiment]]),
    scale: 'tiny',
    folder: path.join(folder, 'tables'),
    store: openModelStore({ folder: models }),
    events: {
      onProgress({ key, total, reused }) {
        if (reused < total) made.push(key);
        if (key === pauseAt) pause.abort();
      },
      onTraining() {},
      onNote: (note) => notes.push(note),
    },
    signal: pause.signal,
  });
  return { outcome, made, notes };
}

it('makes a table, a row matched with another’s kept rows, and goes on where it was paused', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'data'));
  const paused = await make(experiment, 's3/round-0/train');
  expect(paused.outcome.state).toBe('paused');
  const { outcome, notes } = await make(experiment);
  if (outcome.state !== 'done') throw new Error(outcome.state);
  expect(notes).toContain('without EES on IMDb (2 of 2)');
  const [s3, withoutEes] = outcome.made.cells;
  expect(s3).toMatchObject({ row: 'S3', column: 'IMDb', teacher: 'tiny-teacher', humanLabels: 16 });
  expect(s3!.test!.n).toBe(20);
  expect(s3!.test!.deviation).toBeGreaterThanOrEqual(0);
  expect(withoutEes).toMatchObject({ row: 'without EES', asked: s3!.kept });
  expect(JSON.parse(readFileSync(outcome.file, 'utf8'))).toEqual(outcome.made);

  const again = await make(experiment);
  expect(again.made).toEqual([]);
  expect(again.outcome).toEqual(outcome);
});

it('looks at every data set before it makes the first cell', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'faulty'));
  const text = readFileSync(experiment, 'utf8').replace('encoder: tiny-bert', 'encoder: no-such');
  writeFileSync(experiment, text);
  await expect(make(experiment)).rejects.toThrow('no-such');
});
