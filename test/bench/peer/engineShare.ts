import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openRun } from '../../../electron/engine/journal/run.ts';
import { openProject } from '../../../electron/engine/project/project.ts';
import { loadTask } from '../../../electron/engine/steps/context.ts';
import { generate } from '../../../electron/engine/steps/generate.ts';
import { scriptedModels } from '../../fixtures/scriptedModels.ts';

const ROWS_A_SECOND = 100;
const PARALLEL = 8;
const TEXT = 'Write a movie review of a film that opens well and ends better. '.repeat(10);

/**
 * The share of a core that the engine takes to ask, record and commit rows that a scripted teacher answers
 * at 100 a second, eight at once.
 */
export async function engineShare(rows: number): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bench-engine-'));
  const project = await openProject(path.join(folder, 'bench.stillroom'), { create: true });
  const { database } = project;
  const { lastId: id } = database.run(
    "INSERT INTO runs (experiment, state) VALUES ('{}', 'running')",
  );
  const run = openRun({
    ...{ database, id, seed: 1, version: 'bench' },
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const scripted = scriptedModels().teacher;
  const completion = await scripted.generate({ text: TEXT, chat: false }, { ...SAMPLING, seed: 1 });
  const wait = (1000 * PARALLEL) / ROWS_A_SECOND;
  const teacher = {
    ...scripted,
    parallel: PARALLEL,
    generate: () =>
      new Promise<typeof completion>((resolve) => setTimeout(resolve, wait, completion)),
  };
  const task = loadTask({
    kind: 'text-classification',
    labels: LABELS,
    prompts: 'generic',
    templates: {},
  });
  const context = {
    ...{ run, project, task, hosts: { teacher }, models: { teacher: { identity: '' } } },
    logProbabilities: 'off' as const,
  };
  const before = process.cpuUsage();
  const since = performance.now();
  try {
    await generate(context, 's3/seed/generate', {}, rows, SAMPLING, (i) => ({
      text: `${TEXT}${i}`,
      chat: false,
    }));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / (performance.now() - since);
  } finally {
    project.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const LABELS = [
  { name: 'good', meaning: 'good' },
  { name: 'bad', meaning: 'bad' },
];
const SAMPLING = { temperature: 0.9, topP: 0.9, maxTokens: 120, stop: [] };
