import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Draft } from '../../../electron/contract/draft.ts';
import { labelNames } from '../../../electron/contract/labelNames.ts';
import type { RecipeSettings } from '../../../electron/contract/recipes/recipes.ts';
import { openSession, readExperiment, type Session } from '../../../electron/engine/engine.ts';
import { resultsPage, studentsOf } from '../../../electron/engine/evaluation/resultsPage.ts';
import { studentCard } from '../../../electron/engine/export/studentCard.ts';
import { act, rowsById } from '../../../electron/engine/review/review.ts';
import { estimate } from '../../../electron/engine/run/estimate.ts';
import { openAppState } from '../../../electron/engine/session/appState.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let session: Session;
let draft: Draft;
let recipe: RecipeSettings;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-session-'));
  vi.stubEnv('STILLROOM_HOME', folder);
  const store = openModelStore({ folder: await makeTinyModels(folder) });
  const { experiment } = readExperiment(makeTinyExperiment(folder).experiment);
  const { project: _, recipes, ...rest } = experiment;
  draft = rest;
  recipe = recipes[0]!;
  session = openSession(openAppState({ STILLROOM_HOME: folder }), store);
});
afterAll(async () => {
  await session.close();
  vi.unstubAllEnvs();
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

it('estimates a run by trying a little of everything', async () => {
  await session.create('Tiny', draft);
  const never = new AbortController().signal;
  const { parts, seconds, tokens } = await estimate(
    session.project().database,
    session.experimentOf(recipe),
    session.store,
    { signal: never },
  );
  expect(parts.map(({ what }) => what)).toContain('Writing rows');
  expect(parts.every((part) => part.seconds > 0)).toBe(true);
  expect(seconds).toBeCloseTo(parts.reduce((sum, part) => sum + part.seconds, 0));
  expect(tokens).toBeGreaterThan(0);
  // a probe leaves nothing behind
  expect(session.snapshot().project).toMatchObject({ runs: [], rows: { all: 0 } });
});

it('starts one run, however many ask at once, and keeps its project open', async () => {
  const starts = await Promise.allSettled([session.startRun(recipe), session.startRun(recipe)]);
  expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(session.isWorking).toBe(true);
  await expect(session.closeProject()).rejects.toThrow('A run is in progress');
  await expect(session.createDemo()).rejects.toThrow('A run is in progress');
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
  // the estimate was made before the run that was paused
  const worked = project!.runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const { timing } = resultsPage(session.project()).runs[0]!.report;
  expect(timing!.seconds! / worked).toBeCloseTo(1, 1);
  expect(run!.timing).toEqual(timing);
});

it('has a card for the student, with the figures of the report', () => {
  const project = session.project();
  const student = studentsOf(project).find(({ id }) => id.startsWith('students/s3-'));
  const { report } = resultsPage(project).runs[0]!;
  const { test } = report.entries.findLast(({ recipe }) => recipe === 's3')!;
  const card = studentCard(project, student!.id);
  expect(card).toContain(`| ${(100 * test!.accuracy).toFixed(1)} | `);
  expect(card).toContain(`| ${test!.n} |`);
  expect(card).toContain('| started from | tiny-bert |');
  for (const entry of report.entries.filter(({ yardstick }) => yardstick !== null)) {
    expect(card).toContain(`| ${entry.title} |`);
  }
});

it('finds out how far students that never saw a row believe its label', async () => {
  await session.startRun({ kind: 'confidence', folds: 2 });
  await until('done');
  const { database, views } = session.project();
  const { view, total } = views.open({ cleaning: 'kept' }, 'uncertain');
  const rows = rowsById(database, [...views.ids(view)]);
  const confidences = rows.map(({ confidence }) => confidence!);
  expect(total).toBe(session.snapshot().project!.rows.kept);
  expect(confidences).toEqual(confidences.toSorted((a, b) => a - b));
  expect(confidences.every((share) => share > 0 && share < 1)).toBe(true);
  // nothing was written, so there is nothing to report
  expect(session.snapshot().project!.runs[0]).toMatchObject({
    recipes: ['Look for uncertain rows (out-of-fold confidence)'],
  });
  expect(resultsPage(session.project()).runs).toHaveLength(1);
});

it('says what is missing where a label has fewer rows than there are folds', async () => {
  const { database, views, draft } = session.project();
  const labels = labelNames(draft().task);
  const { view } = views.open({ label: labels[0]! }, 'written');
  act(database, [...views.ids(view)], { kind: 'reject' }, { reviewer: 'Ada', labels });
  await session.startRun({ kind: 'confidence', folds: 2 });
  await until('failed');
  expect(session.snapshot().run?.reason).toContain(
    `There are 0 rows with the label ${labels[0]}; 2 folds need 2 of each label.`,
  );
});

it('changes what the next run is made of, but not the labels that rows have', async () => {
  const before = session.project().draft();
  const [first, ...rest] = before.task.labels;
  const labels = [{ ...first!, meaning: 'something else' }, ...rest];
  await session.saveDraft({ ...before, task: { ...before.task, labels } });
  expect(session.snapshot().project!.draft.task.labels).toEqual(labels);
  const others = {
    ...before.task,
    labels: [...before.task.labels, { name: 'third', meaning: 'a third' }],
  };
  await expect(session.saveDraft({ ...before, task: others })).rejects.toThrow(
    'for other labels make a new project',
  );
});

it('makes no half a project of a draft that it cannot keep', async () => {
  const gone = path.join(folder, 'waiting', String(process.pid), 'x', 'gone.jsonl');
  const part = { file: gone, text: 'text', label: 'label' };
  const broken = { ...draft, gold: { ...draft.gold, seed: part } };
  await expect(session.create('Broken', broken)).rejects.toThrow('ENOENT');
  await session.create('Broken', draft);
  expect(session.snapshot().project?.name).toBe('Broken');
});
