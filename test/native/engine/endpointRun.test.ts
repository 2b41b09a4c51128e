import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveTeacher, type TeacherServer } from '../../../electron/cli/serve/serveTeacher.ts';
import type { Experiment } from '../../../electron/contract/experiment.ts';
import { openEndpoints } from '../../../electron/engine/endpoints/endpointRegistry.ts';
import {
  openServedTeacher,
  type ServedTeacher,
} from '../../../electron/engine/endpoints/servedTeacher.ts';
import { readExperiment } from '../../../electron/engine/experiment/readExperiment.ts';
import { runExperiment } from '../../../electron/engine/run/runExperiment.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { faultyEndpoint } from '../../fixtures/faultyEndpoint.ts';
import { KNOWN_LABELS, makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';
import { TINY_WORDS } from '../../fixtures/tinyTeacher.ts';

let folder: string;
let models: string;
let served: ServedTeacher;
let servers: TeacherServer[];

const usualHome = process.env.STILLROOM_HOME;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-endpoint-run-'));
  process.env.STILLROOM_HOME = path.join(folder, 'home');
  models = await makeTinyModels(folder);
  served = await openServedTeacher(openModelStore({ folder: models }), 'tiny-teacher');
  const options = { host: '127.0.0.1', port: 0 };
  servers = [await serveTeacher(served, options), await serveTeacher(served, options)];
  for (const { url } of servers) {
    openEndpoints().add('lab', { url, model: 'tiny-teacher', chat: true });
  }
});
afterAll(async () => {
  for (const server of servers) await server.close();
  served.stop();
  if (usualHome === undefined) delete process.env.STILLROOM_HOME;
  else process.env.STILLROOM_HOME = usualHome;
  rmSync(folder, { recursive: true, force: true });
});

const RECIPES = [
  '{ kind: s3, rows: 16, rounds: 1 }',
  '{ kind: synthesizrr, variant: retricl, shots: 2, rows: 12, upperCosine: 1 }',
  '{ kind: teacherLabels, rows: 12 }',
  '{ kind: fewgen, rows: 12, shots: 2 }',
];

let runs = 0;

async function run(
  teacher: string,
  recipes: readonly string[] = RECIPES,
  more: Partial<Pick<Experiment, 'logProbabilities' | 'mauveFeatures'>> = {},
) {
  const made = makeTinyExperiment(path.join(folder, `run-${++runs}`), {
    ...KNOWN_LABELS,
    student: ', method: head',
    recipes,
  });
  const notes: string[] = [];
  const events = {
    onProgress: () => {},
    onTraining: () => {},
    onWait: () => {},
    onNote: (note: string) => void notes.push(note),
  };
  const { experiment } = readExperiment(made.experiment);
  const store = openModelStore({ folder: models });
  const outcome = await runExperiment(
    { ...experiment, teacher, ...more },
    events,
    new AbortController().signal,
    store,
  );
  return { outcome, notes, project: made.project };
}

interface Row {
  readonly key: string;
  readonly i: number;
  readonly output: string;
  readonly written_by: string | null;
  readonly output_tokens: number;
  readonly log_probabilities: string | null;
}

function rowsOf(project: string): Row[] {
  const database = openDatabase(path.join(project, 'project.db'));
  const rows = database.all<Row>(
    `SELECT key, i, output, seed, ended, prompt_tokens, output_tokens, shared_tokens, written_by,
       log_probabilities
     FROM generations JOIN steps ON steps.id = step ORDER BY key, i`,
  );
  database.close();
  return rows;
}

it('a run through endpoints writes what a run on this computer writes, and says where each row is from', async () => {
  const here = await run('tiny-teacher');
  const there = await run('lab');
  expect([here.outcome.state, there.outcome.state]).toEqual(['done', 'done']);
  const [own, remote] = [rowsOf(here.project), rowsOf(there.project)];
  const without = (rows: readonly Row[]) => rows.map(({ written_by: _, ...row }) => row);
  expect(own.length).toBeGreaterThan(28);
  expect(without(remote)).toEqual(without(own));
  expect(own.every(({ written_by: by }) => by === null)).toBe(true);
  const by = remote.map((row) => JSON.parse(row.written_by!) as { url: string });
  expect(new Set(by.map(({ url }) => url))).toEqual(new Set(servers.map(({ url }) => url)));
  expect(by[0]).toMatchObject({
    model: 'tiny-teacher',
    server: expect.stringMatching(/^Stillroom/),
  });
  expect(there.notes[0]).toMatch(/^The teacher lab is a server on this computer \(http:/);
  if (here.outcome.state !== 'done' || there.outcome.state !== 'done') return;
  const figures = (report: typeof here.outcome.report) =>
    report!.entries.map(({ title, rows, test }) => [title, rows, test]);
  expect(figures(there.outcome.report)).toEqual(figures(here.outcome.report));
  expect(there.outcome.report!.facts[0]).toContain(servers[0]!.url);
});

it('how likely the words were is recorded if asked for, and refused of a teacher on other machines', async () => {
  const recipes = ['{ kind: s3, rows: 12, rounds: 0 }'];
  const [plain, asked] = [
    await run('tiny-teacher', recipes),
    await run('tiny-teacher', recipes, { logProbabilities: 'on' }),
  ];
  const outputs = (rows: readonly Row[]) => rows.map(({ key, i, output }) => [key, i, output]);
  const rows = rowsOf(asked.project);
  expect(outputs(rows)).toEqual(outputs(rowsOf(plain.project)));
  for (const { log_probabilities: text, output_tokens: tokens } of rows) {
    const logs = JSON.parse(text!) as number[];
    expect(logs).toHaveLength(tokens);
    expect(logs.every((log) => log <= 0)).toBe(true);
  }
  await expect(run('lab', recipes, { logProbabilities: 'on' })).rejects.toThrow(
    /^logProbabilities: lab is a teacher on other machines/,
  );
  await expect(run('lab', recipes, { mauveFeatures: 'teacher' })).rejects.toThrow(
    /^mauveFeatures: lab is a teacher on other machines/,
  );
});

function someWords({ prompt, seed }: Record<string, unknown>): string {
  const random = randomStream('endpoint', String(prompt), Number(seed));
  return `${Array.from({ length: 9 }, () => random.pick(TINY_WORDS)).join(' ')}.`;
}

it('a server that scores nothing gives a report without the teacher as classifier', async () => {
  const plain = await faultyEndpoint({ model: 'plain', answer: someWords });
  openEndpoints().add('plain', { url: plain.url, model: 'plain' });
  const { outcome, notes } = await run('plain', ['{ kind: s3, rows: 12, rounds: 0 }']);
  await plain.close();
  expect(outcome.state).toBe('done');
  if (outcome.state !== 'done') return;
  const kinds = outcome.report!.entries.map(({ yardstick }) => yardstick);
  expect(kinds).toContain('labelsAlone');
  expect(kinds).not.toContain('teacher');
  expect(notes.join('\n')).toMatch(/not measured as a classifier, and the label gate is off/);
});

it('what the servers cannot do is refused before anything is written', async () => {
  const plain = await faultyEndpoint({ model: 'plain' });
  openEndpoints().add('weak', { url: plain.url, model: 'plain' });
  await expect(run('weak', ['{ kind: teacherLabels, rows: 12 }'])).rejects.toThrow(
    /teacherLabels asks the teacher how likely each label is/,
  );
  await plain.close();
  await expect(run('weak', ['{ kind: s3, rows: 12, rounds: 0 }'])).rejects.toThrow(
    /No endpoint of the teacher weak can be used\. .*ECONNREFUSED/,
  );
});
