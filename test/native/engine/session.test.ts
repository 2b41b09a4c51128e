import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Draft } from '../../../electron/contract/draft.ts';
import type { RecipeSettings } from '../../../electron/contract/experiment.ts';
import { openSession, readExperiment, type Session } from '../../../electron/engine/engine.ts';
import { openAppState } from '../../../electron/engine/session/appState.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let session: Session;
let draft: Draft;
let recipe: RecipeSettings;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-session-'));
  const store = openModelStore({ folder: await makeTinyModels(folder) });
  const { experiment } = readExperiment(makeTinyExperiment(folder).experiment);
  const { project: _, recipes, ...rest } = experiment;
  draft = rest;
  recipe = recipes[0]!;
  session = openSession(openAppState({ STILLROOM_HOME: folder }), store);
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

async function until(state: string): Promise<void> {
  while (session.snapshot().run?.state !== state) {
    await new Promise<void>((resolve) => {
      const stop = session.listen(() => {
        stop();
        resolve();
      });
    });
  }
}

it('starts one run, however many ask at once, and keeps its project open', async () => {
  await session.create('Tiny', draft);
  const starts = await Promise.allSettled([session.startRun(recipe), session.startRun(recipe)]);
  expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(session.isWorking).toBe(true);
  await expect(session.closeProject()).rejects.toThrow('A run is at work');
  await expect(session.createDemo()).rejects.toThrow('A run is at work');
  expect(session.snapshot().project?.runs).toHaveLength(1);
});

it('pauses, resumes and brings the rows to review', async () => {
  session.pauseRun();
  await until('paused');
  expect(session.isWorking).toBe(false);
  await session.resumeRun();
  await until('done');
  const { project, run } = session.snapshot();
  expect(project!.runs.map(({ state }) => state)).toEqual(['done', 'paused']);
  expect(project!.rows.kept).toBe(run!.kept);
  expect(project!.rows.kept).toBeGreaterThan(0);
});

it('makes no half a project of a draft that it cannot keep', async () => {
  const gone = path.join(folder, 'waiting', String(process.pid), 'x', 'gone.jsonl');
  const part = { file: gone, text: 'text', label: 'label' };
  const broken = { ...draft, gold: { ...draft.gold, seed: part } };
  await expect(session.create('Broken', broken)).rejects.toThrow('ENOENT');
  await session.create('Broken', draft);
  expect(session.snapshot().project?.name).toBe('Broken');
});
