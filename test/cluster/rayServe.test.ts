import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEndpoints } from '../../electron/engine/endpoints/endpointRegistry.ts';
import { readExperiment } from '../../electron/engine/experiment/readExperiment.ts';
import { runExperiment } from '../../electron/engine/run/runExperiment.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import {
  type ServedTeacherProcess,
  servedTeacherProcess,
} from '../fixtures/servedTeacherProcess.ts';
import { KNOWN_LABELS, makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';

const REPLICAS = fileURLToPath(new URL('../fixtures/forwardingReplicas.py', import.meta.url));
const ROWS = 200;

let folder: string;
let models: string;
let teacher: ServedTeacherProcess;
let ray: ChildProcess;
let url: string;

const usualHome = process.env.STILLROOM_HOME;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-ray-'));
  process.env.STILLROOM_HOME = folder;
  models = await makeTinyModels(folder);
  teacher = await servedTeacherProcess('tiny-teacher', models);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  ray = spawn(process.env.STILLROOM_RAY ?? 'python3', [REPLICAS, teacher.url, `${port}`], {
    // nothing is reported, and no token is written into the user's home
    env: { ...process.env, RAY_USAGE_STATS_ENABLED: '0', RAY_AUTH_MODE: 'disabled', HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: ray.stdout! })) if (line === 'ready') break;
  openEndpoints().add('cluster', { url, model: 'tiny-teacher', chat: true });
});
afterAll(async () => {
  const ended = new Promise((resolve) => {
    ray.once('close', resolve);
  });
  ray?.stdin?.end();
  await ended;
  await teacher?.kill();
  if (usualHome === undefined) delete process.env.STILLROOM_HOME;
  else process.env.STILLROOM_HOME = usualHome;
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The processes of both replicas, as the proxy hands requests to one or the other. */
async function replicas(): Promise<number[]> {
  const pids = new Set<number>();
  for (let i = 0; i < 200 && pids.size < 2; i++) {
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${url}/replica`)));
    for (const answer of answers) pids.add(((await answer.json()) as { pid: number }).pid);
  }
  return [...pids];
}

async function run(name: string, onRows: (done: number) => void = () => {}) {
  const made = makeTinyExperiment(path.join(folder, name), {
    ...KNOWN_LABELS,
    student: ', method: head',
    recipes: [`{ kind: s3, rows: ${ROWS}, rounds: 0 }`],
  });
  const { experiment } = readExperiment(made.experiment);
  const outcome = await runExperiment(
    { ...experiment, teacher: name },
    {
      onProgress: ({ key, done }) => {
        if (key === 's3/seed/generate') onRows(done);
      },
      onTraining: () => {},
      onWait: () => {},
      onNote: () => {},
    },
    new AbortController().signal,
    openModelStore({ folder: models }),
  );
  expect(outcome.state).toBe('done');
  const database = openDatabase(path.join(made.project, 'project.db'));
  const rows = database.all<{ key: string; i: number; output: string }>(
    'SELECT key, i, output, seed FROM generations JOIN steps ON steps.id = step ORDER BY key, i',
  );
  database.close();
  return rows;
}

it('a replica of Ray Serve that is killed costs no row, and none is written twice', async () => {
  const [first, second] = await replicas();
  expect(second).toBeDefined();
  let isKilled = false;
  const there = await run('cluster', (done) => {
    if (done < ROWS / 2 || isKilled) return;
    isKilled = true;
    process.kill(first!, 'SIGKILL');
  });
  expect(isKilled).toBe(true);
  expect(there.filter(({ key }) => key === 's3/seed/generate')).toHaveLength(ROWS);
  expect(there).toEqual(await run('tiny-teacher'));
});
