import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { portLauncher } from '../../../electron/engine/desktop/portLauncher.ts';
import { type Host, HostLost, launchHostsBy } from '../../../electron/hosts/host.ts';
import type { TeacherHost } from '../../../electron/hosts/teacherHost.ts';
import { type HostProcesses, hostProcesses } from '../../../electron/main/hostProcesses.ts';
import { isAlive, until } from '../../fixtures/cli.ts';
import { desktopProcesses } from '../../fixtures/desktopProcesses.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { openTinyTeacher, prompt, sampling } from './openTinyTeacher.ts';

// Real hosts behind the port that Electron's main hands over, in processes that Electron's rules hold
// for: a host is the engine's sibling, and forks nothing.

const script = (name: string) =>
  fileURLToPath(new URL(`../../../electron/hosts/${name}.ts`, import.meta.url));

let folder: string;
let gguf: string;
let host: Host<TeacherHost>;
let processes: ReturnType<typeof desktopProcesses>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-desktop-hosts-'));
  gguf = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(gguf);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** This process is the engine, and main beside it. */
beforeEach(() => {
  processes = desktopProcesses();
  const launcher = portLauncher((message) => {
    if (message.kind === 'startHost') hosts.start(message);
    if (message.kind === 'stopHost') hosts.stop(message.id);
  });
  const hosts: HostProcesses = hostProcesses(processes, {
    entry: script('hostMain'),
    enginePid: () => process.pid,
    toEngine: (message, [port] = []) => launcher.hear(message, port),
  });
  launchHostsBy(launcher.launch);
});
afterEach(() => host?.stop());

const openTeacher = (file = gguf) => openTinyTeacher(file);

it('a host answers, passes errors on as such, and is started anew when it was killed', async () => {
  host = openTeacher();
  const expected = await host.call('generate', prompt, sampling(1500));
  const tooLong = host.call('generate', prompt, sampling(5000));
  await expect(tooLong).rejects.toMatchObject({ name: 'PromptTooLong' });
  const first = host.pid!;
  expect(first).toBe(processes.children[0]!.pid);
  const again = host.call('generate', prompt, sampling(1500));
  setTimeout(() => process.kill(first, 'SIGKILL'), 100);
  expect(await again).toEqual(expected);
  expect(processes.children).toHaveLength(2);
});

it('stops in the middle of a native call', async () => {
  host = openTeacher();
  await host.call('contextSize');
  const pid = host.pid!;
  const call = host.call('generate', prompt, sampling(3000)).catch((error: unknown) => error);
  setTimeout(() => host.stop(), 100);
  await until(() => !isAlive(pid), 1000);
  expect(await call).toBeInstanceOf(HostLost);
});

it('says how a host ended that could not load', async () => {
  const { fork } = processes;
  processes.fork = (_entry, args, options) => fork(script('noSuchHost'), args, options);
  host = openTeacher();
  await expect(host.call('contextSize')).rejects.toThrow(
    /the teacher ended twice: its process ended with code 1: .*Cannot find module/,
  );
});

it('no host outlives its engine by two seconds, also in mid-call and without main’s help', async () => {
  const engine = processes.fork(
    fileURLToPath(new URL('../../fixtures/busyDesktopEngine.ts', import.meta.url)),
    [],
    { serviceName: 'engine', stdio: ['ignore', 'ignore', 'pipe'], env: process.env as never },
  );
  const hosts = hostProcesses(processes, {
    entry: script('hostMain'),
    enginePid: () => engine.pid,
    toEngine: (message, ports = []) => engine.postMessage(message, ports),
  });
  const isBusy = new Promise((resolve) => {
    engine.on('message', (message) => {
      const { kind } = message as { kind: string };
      if (kind === 'startHost') hosts.start(message as Parameters<typeof hosts.start>[0]);
      if (kind === 'working') resolve(true);
    });
  });
  engine.postMessage({ kind: 'open', folder: gguf }, []);
  await isBusy;
  const { pid } = processes.children[1]!;
  expect(isAlive(pid!)).toBe(true);
  processes.kill(engine.pid!);
  await until(() => !isAlive(pid!), 2000);
});
