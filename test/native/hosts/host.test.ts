import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Host, HostLost, tellOfLostHosts } from '../../../electron/hosts/host.ts';
import type { TeacherHost } from '../../../electron/hosts/teacherHost.ts';
import { BadInput } from '../../../models/badInput.ts';
import { childrenOf, isAlive, until } from '../../fixtures/cli.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { openTinyTeacher, prompt, sampling } from './openTinyTeacher.ts';

let folder: string;
let gguf: string;
let host: Host<TeacherHost>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-hosts-'));
  gguf = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(gguf);
});
afterEach(() => host?.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openTeacher = (file = gguf) => openTinyTeacher(file);

it('restarts a killed host once, and the call in flight gives what it would have given', async () => {
  host = openTeacher();
  const expected = await host.call('generate', prompt, sampling(1500));
  const first = host.pid!;
  const again = host.call('generate', prompt, sampling(1500));
  setTimeout(() => process.kill(first, 'SIGKILL'), 100);
  expect(await again).toEqual(expected);
  expect(host.pid).not.toBe(first);
});

it('lets other programs go before a host in the background, in all that it does (Linux)', async () => {
  const niceOf = (pid: number) => {
    const threads = readdirSync(`/proc/${pid}/task`);
    const stats = threads.map((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]!.split(' '),
    );
    // from the third field on: the 19th is the priority that a user gives
    return new Set(stats.map((fields) => Number(fields[16])));
  };
  host = openTeacher();
  const row = await host.call('generate', prompt, sampling(30));
  // the tests themselves may have been started with a lower priority
  expect(niceOf(host.pid!)).toEqual(new Set([getPriority()]));
  host.stop();
  host = openTinyTeacher(gguf, { threads: 2, isBackground: true });
  expect(await host.call('generate', prompt, sampling(30))).toEqual(row);
  expect(niceOf(host.pid!)).toEqual(new Set([10]));
});

it('says how a host ended that ended twice', async () => {
  host = openTeacher();
  await host.call('contextSize');
  const call = host.call('generate', prompt, sampling(3000));
  const first = host.pid!;
  process.kill(first, 'SIGKILL');
  await until(() => host.pid !== undefined && host.pid !== first, 2000);
  process.kill(host.pid!, 'SIGKILL');
  await expect(call).rejects.toThrow(HostLost);
  await expect(call).rejects.toThrow(
    /the teacher ended twice: its process ended by the signal SIGKILL/,
  );
});

it('passes on what the user can put right as such', async () => {
  host = openTeacher();
  const chat = { text: 'bacor', chat: true };
  expect((await host.call('generate', chat, sampling(4))).promptTokens).toBeGreaterThan(1);
  const tooLong = host.call('generate', prompt, sampling(5000));
  await expect(tooLong).rejects.toMatchObject({ name: 'PromptTooLong' });
  expect(new BadInput('x').name).toBe('BadInput');
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

it('no host outlives its engine by two seconds, also in mid-call', async () => {
  const script = fileURLToPath(new URL('../../fixtures/busyEngine.ts', import.meta.url));
  const engine = spawn(process.execPath, [script, gguf], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => engine.stdout.once('data', resolve));
  const hosts = childrenOf(engine.pid!);
  expect(hosts.length).toBeGreaterThan(0);
  expect(hosts.every(isAlive)).toBe(true);
  engine.kill('SIGKILL');
  await until(() => !hosts.some(isAlive), 2000);
});

it('the same text comes out in any order of calls and from any process', async () => {
  const chats = ['bacor', 'dilum fenan', 'gumer halit'].map((text) => ({ text, chat: true }));
  host = openTeacher();
  const forward = [];
  for (const chat of chats) forward.push(await host.call('generate', chat, sampling(40)));
  host.stop();
  host = openTeacher();
  const backward = [];
  for (const chat of chats.toReversed())
    backward.push(await host.call('generate', chat, sampling(40)));
  expect(backward.toReversed()).toEqual(forward);
});

it.skipIf(process.platform === 'win32')(
  'a host that a signal stopped is told, replaced, and its call answered',
  async () => {
    host = openTeacher();
    const expected = await host.call('generate', prompt, sampling(300));
    const told: string[] = [];
    const endListening = tellOfLostHosts(({ title, how }) => told.push(`${title}: ${how}`));
    const first = host.pid!;
    process.kill(first, 'SIGSTOP');
    expect(await host.call('generate', prompt, sampling(300))).toEqual(expected);
    endListening();
    expect(told).toEqual(['the teacher: a signal had stopped its process']);
    expect(host.pid).not.toBe(first);
    await until(() => !isAlive(first), 2000);
  },
);

it('refuses a teacher whose weights are no numbers, which loads and would write noise', async () => {
  const bytes = readFileSync(gguf);
  const damaged = path.join(folder, 'damaged.gguf');
  writeFileSync(damaged, bytes.fill(0xff, bytes.length - 100_000));
  host = openTeacher(damaged);
  await expect(host.call('generate', prompt, sampling(5))).rejects.toMatchObject({
    name: 'BadInput',
    message: expect.stringContaining('its weights are damaged'),
  });
});
