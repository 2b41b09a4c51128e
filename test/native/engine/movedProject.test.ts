import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readExperiment, runExperiment, statusOf } from '../../../electron/engine/engine.ts';
import { parseStepKey } from '../../../electron/engine/journal/stepKey.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-moved-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs FewGen, and does something to the project once the first row is written. */
function runWhile(name: string, act: (project: string) => void) {
  const { experiment, project } = makeTinyExperiment(path.join(folder, name), {
    recipes: ['{ kind: fewgen, rows: 8, shots: 0 }'],
  });
  let isDone = false;
  const onProgress = ({ key, done }: { key: string; done: number }) => {
    if (isDone || done === 0 || parseStepKey(key).phase !== 'generate') return;
    isDone = true;
    act(project);
  };
  return runExperiment(
    readExperiment(experiment).experiment,
    { onProgress, onTraining: () => {}, onNote: () => {}, onWait: () => {} },
    new AbortController().signal,
    openModelStore({ folder: models }),
  );
}

it('a run whose project is deleted does not say that it is done', async () => {
  const run = runWhile('deleted', (project) => rmSync(project, { recursive: true }));
  await expect(run).rejects.toThrow(/was moved, renamed or deleted during the run/);
});

it('a run whose project is moved says so, and what was recorded is where it is now', async () => {
  const moved = path.join(folder, 'moved.stillroom');
  const run = runWhile('moved', (project) => renameSync(project, moved));
  await expect(run).rejects.toThrow(/If you moved it, start the run again where it is now/);
  const { runs } = await statusOf(moved);
  expect(runs).toHaveLength(1);
});
