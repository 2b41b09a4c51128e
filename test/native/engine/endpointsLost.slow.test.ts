import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { runCli, startCli } from '../../fixtures/cli.ts';
import {
  type ServedTeacherProcess,
  servedTeacherProcess,
} from '../../fixtures/servedTeacherProcess.ts';
import { KNOWN_LABELS, makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

/** Waiting for a server to come back takes a minute, so this test does too. */
let folder: string;
let models: string;
const servers: ServedTeacherProcess[] = [];

const usualHome = process.env.STILLROOM_HOME;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-endpoints-lost-'));
  process.env.STILLROOM_HOME = folder;
  models = await makeTinyModels(folder);
});
afterAll(async () => {
  for (const server of servers) await server.kill();
  if (usualHome === undefined) delete process.env.STILLROOM_HOME;
  else process.env.STILLROOM_HOME = usualHome;
  rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<ServedTeacherProcess> {
  const server = await servedTeacherProcess('tiny-teacher', models);
  servers.push(server);
  return server;
}

it('a run whose last server is lost stops with the reason, and goes on with another', async () => {
  const first = await serve();
  const add = (url: string) =>
    runCli(['endpoints', 'add', 'lab', '--url', url, '--model', 'tiny-teacher', '--chat'], models);
  await add(first.url);
  const made = makeTinyExperiment(path.join(folder, 'p'), {
    ...KNOWN_LABELS,
    student: ', method: head',
    recipes: ['{ kind: s3, rows: 400, rounds: 0 }'],
  });
  const local = readFileSync(made.experiment, 'utf8');
  writeFileSync(made.experiment, local.replace('teacher: tiny-teacher', 'teacher: lab'));
  const child = startCli(['run', made.experiment], models);
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    // S3 has asked for reasons, and writes its rows
    if (err.includes('generate: ')) void first.kill();
  });
  const code = await new Promise((resolve) => {
    child.once('close', resolve);
  });
  expect(code, err).toBe(1);
  expect(err).toMatch(/The teacher lab is a server on this computer/);
  expect(err).toMatch(
    /Stopped: No endpoint of the teacher lab answers\. .*no server listens there/,
  );
  expect(err).toMatch(/run the same command to resume/);
  const second = await serve();
  await add(second.url);
  const resumed = await runCli(['run', made.experiment], models);
  expect(resumed.code, resumed.err).toBe(0);
  const database = openDatabase(path.join(made.project, 'project.db'));
  const { rows } = database.get<{ rows: number }>(
    "SELECT count(*) AS rows FROM generations JOIN steps ON steps.id = step WHERE key = 's3/seed/generate'",
  )!;
  database.close();
  expect(rows).toBe(400);
});
