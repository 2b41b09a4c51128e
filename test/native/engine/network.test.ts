import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

const CLI = fileURLToPath(new URL('../../../electron/cli/stillroom.ts', import.meta.url));

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-network-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a whole run asks for no internet socket, in any of its processes', () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'p'));
  const trace = path.join(folder, 'trace');
  const strace = ['strace', '-f', '-ff', '-e', 'trace=socket', '-o', trace];
  const command = [...strace, process.execPath, CLI, 'run', experiment];
  const { status, stderr } = spawnSync('unshare', ['-rn', ...command], {
    env: { ...process.env, STILLROOM_MODELS: models },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const traces = readdirSync(folder).filter((name) => name.startsWith('trace.'));
  // the engine, two teachers, the student and the retriever, and their threads
  expect(traces.length).toBeGreaterThan(5);
  const calls = traces.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  expect(calls.some((line) => line.includes('exited with 0'))).toBe(true);
  expect(calls.filter((line) => line.includes('AF_INET'))).toEqual([]);
});
