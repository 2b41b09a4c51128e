import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type OpenSocket,
  openSockets,
  treeOf,
} from '../../../electron/engine/runtime/openSockets.ts';
import { ownNetwork } from '../../fixtures/ownNetwork.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

const CLI = fileURLToPath(new URL('../../../electron/cli/stillroom.ts', import.meta.url));
const LOOK_MS = 25;

const apart = ownNetwork();
const canTrace =
  spawnSync('strace', ['-e', 'trace=socket', 'true'], { stdio: 'ignore' }).status === 0;

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-network-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a whole run asks for no internet socket, in any of its processes', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'p'));
  const command = [process.execPath, CLI, 'run', experiment];
  if (canTrace) traceRun(command);
  else await watchRun(command);
});

/** Every call of `socket` by strace. */
function traceRun(command: readonly string[]): void {
  const trace = path.join(folder, 'trace');
  const strace = ['strace', '-f', '-ff', '-e', 'trace=socket', '-o', trace];
  const [first, ...rest] = [...apart, ...strace, ...command];
  const { status, stderr } = spawnSync(first!, rest, { env: environment(), encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const traces = readdirSync(folder).filter((name) => name.startsWith('trace.'));
  // the engine, two teachers, the student and the retriever, and their threads
  expect(traces.length).toBeGreaterThan(5);
  const calls = traces.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  expect(calls.some((line) => line.includes('exited with 0'))).toBe(true);
  expect(calls.filter((line) => line.includes('AF_INET'))).toEqual([]);
}

/** Without strace: the sockets that the processes have open, looked at again and again. */
async function watchRun(command: readonly string[]): Promise<void> {
  const [first, ...rest] = [...apart, ...command];
  const child = spawn(first!, rest, { env: environment(), stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const processes = new Set<number>();
  const sockets: OpenSocket[] = [];
  const watch = setInterval(() => {
    for (const pid of treeOf(child.pid!)) processes.add(pid);
    sockets.push(...(openSockets(child.pid) ?? []));
  }, LOOK_MS);
  const status = await new Promise((resolve) => {
    child.once('close', resolve);
  });
  clearInterval(watch);
  expect(status, stderr).toBe(0);
  // the engine, a teacher at least, the student and the retriever
  expect(processes.size).toBeGreaterThan(3);
  expect(sockets).toEqual([]);
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, STILLROOM_HOME: folder, STILLROOM_MODELS: models };
}
