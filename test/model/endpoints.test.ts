import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEndpoints } from '../../electron/engine/endpoints/endpointRegistry.ts';
import { readExperiment } from '../../electron/engine/experiment/readExperiment.ts';
import { appFile } from '../../electron/engine/files/appFile.ts';
import { runExperiment } from '../../electron/engine/run/runExperiment.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import {
  type ServedTeacherProcess,
  servedTeacherProcess,
} from '../fixtures/servedTeacherProcess.ts';

const MODEL = 'smollm2-135m-instruct';
const ROWS = 10;

let folder: string;
let first: ServedTeacherProcess;
let second: ServedTeacherProcess;

const usualHome = process.env.STILLROOM_HOME;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-endpoints-'));
  process.env.STILLROOM_HOME = folder;
  const models = openModelStore().folder;
  first = await servedTeacherProcess(MODEL, models);
  second = await servedTeacherProcess(MODEL, models);
  for (const { url } of [first, second]) {
    openEndpoints().add('lab', { url, model: MODEL, chat: true });
  }
});
afterAll(async () => {
  await first?.kill();
  await second?.kill();
  if (usualHome === undefined) delete process.env.STILLROOM_HOME;
  else process.env.STILLROOM_HOME = usualHome;
  rmSync(folder, { recursive: true, force: true });
});

async function run(teacher: string, onRows: (done: number) => void = () => {}) {
  const demo = readExperiment(appFile('resources', 'demo', 'experiment.yaml')).experiment;
  const few = { sample: 6 };
  const gold = {
    seed: demo.gold.seed,
    validation: { ...demo.gold.validation, ...few },
    test: { ...demo.gold.test, ...few },
  };
  const [rewrite] = demo.recipes.filter((one) => one.kind === 'synthesizrr');
  const project = path.join(folder, `${teacher}.stillroom`);
  const notes: string[] = [];
  const outcome = await runExperiment(
    { ...demo, project, teacher, gold, recipes: [{ ...rewrite!, rows: ROWS }] },
    {
      onProgress: ({ key, done }) => {
        if (key === 'synthesizrr/zero-shot/generate') onRows(done);
      },
      onTraining: () => {},
      onWait: () => {},
      onNote: (note) => void notes.push(note),
    },
    new AbortController().signal,
  );
  return { outcome, notes, project };
}

const rowsOf = (project: string) => {
  const database = openDatabase(path.join(project, 'project.db'));
  const rows = database.all<{ output: string; by: string | null }>(
    "SELECT i, output, output_tokens, ended, json_extract(written_by, '$.url') AS by FROM generations ORDER BY step, i",
  );
  database.close();
  return rows;
};

it('a server that is killed half-way costs no row, and none is written twice', async () => {
  let killed: Promise<void> | undefined;
  const there = await run('lab', (done) => {
    if (done >= ROWS / 2) killed ??= first.kill();
  });
  await killed;
  expect(there.outcome.state).toBe('done');
  const remote = rowsOf(there.project);
  expect(remote).toHaveLength(ROWS);
  // both wrote some before the first was killed
  expect(new Set(remote.map(({ by }) => by))).toEqual(new Set([first.url, second.url]));
  const here = rowsOf((await run(MODEL)).project);
  expect(remote.map(({ by: _, ...row }) => row)).toEqual(here.map(({ by: _, ...row }) => row));
});
