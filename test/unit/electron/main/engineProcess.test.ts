import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DesktopPort, PortNews } from '../../../../electron/contract/desktop.ts';
import {
  type EngineProcess,
  type EngineWindow,
  engineProcess,
} from '../../../../electron/main/engineProcess.ts';
import { isAlive, until } from '../../../fixtures/cli.ts';
import { desktopProcesses } from '../../../fixtures/desktopProcesses.ts';

const script = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/${name}.ts`, import.meta.url));

class FakeWindow implements EngineWindow {
  destroyed = false;
  readonly news: { reason: string | null; hasPort: boolean }[] = [];
  readonly heard: unknown[] = [];
  port: DesktopPort | undefined;
  isDestroyed() {
    return this.destroyed;
  }
  postMessage(channel: string, { reason }: PortNews, [port]: DesktopPort[] = []) {
    expect(channel).toBe('stillroom:port');
    expect(this.destroyed).toBe(false);
    this.news.push({ reason, hasPort: port !== undefined });
    this.port = port;
    port?.on('message', ({ data }) => this.heard.push(data));
    port?.start();
  }
  /** Says something to the engine and waits for its answer. */
  async ask(text: string): Promise<unknown> {
    const count = this.heard.length;
    this.port!.postMessage(text);
    await until(() => this.heard.length > count, 10_000);
    return this.heard.at(-1);
  }
}

let processes: ReturnType<typeof desktopProcesses>;
let engine: EngineProcess;
let now: number;
let working: boolean[];
let reports: { folder: string; reason: string }[];

function start(entry = script('scriptedEngine')): void {
  processes = desktopProcesses();
  now = 0;
  // of this engine alone: the one before may still be ending
  const [works, reported]: [typeof working, typeof reports] = [[], []];
  [working, reports] = [works, reported];
  engine = engineProcess(processes, {
    entry,
    hostEntry: script('scriptedHost'),
    onWorking: (isWorking) => works.push(isWorking),
    onNotOpened: (folder, reason) => reported.push({ folder, reason }),
    onShowInFolder: (file) => expect.fail(file),
    chooseFolder: () => expect.fail('nobody asks for a folder'),
    keychain: () => expect.fail('nobody keeps a key'),
    machine: () => ({ isOnBattery: true, idleSeconds: 42 }),
    now: () => now,
  });
}
const engineAt = (at: number) => processes.children[at]!;
const report = async (folder: string) => {
  await until(() => reports.some((one) => one.folder === folder), 10_000);
  return reports.find((one) => one.folder === folder)!.reason;
};

beforeEach(() => start());
afterEach(() => {
  for (const { pid } of processes.children) if (pid !== undefined) processes.kill(pid);
});

it('starts one engine, and gives each window a line of its own to it', async () => {
  const [one, two] = [new FakeWindow(), new FakeWindow()];
  engine.connect(one);
  engine.connect(two);
  const first = await one.ask('one');
  const second = await two.ask('two');
  expect(processes.children).toHaveLength(1);
  expect(first).toBe(`engine ${engineAt(0).pid}: one`);
  expect(second).toBe(`engine ${engineAt(0).pid}: two`);
  expect(one.heard).toHaveLength(1);
  expect(one.news).toEqual([{ reason: null, hasPort: true }]);
});

it('starts the engine anew when it crashed, and tells each window why with its new line', async () => {
  const [one, gone] = [new FakeWindow(), new FakeWindow()];
  engine.connect(one);
  engine.connect(gone);
  await one.ask('hello');
  gone.destroyed = true;
  engine.open('work true');
  engine.open('crash');
  await until(() => one.news.length === 2, 10_000);
  expect(one.news[1]).toEqual({
    reason: expect.stringContaining('its process ended with code 5: out of luck'),
    hasPort: false,
  });
  // nothing keeps the computer awake any more
  expect(working).toEqual([true, false]);
  engine.connect(one);
  expect(await one.ask('again')).toBe(`engine ${engineAt(1).pid}: again`);
  expect(one.news[2]).toEqual({ ...one.news[1], hasPort: true });
  engine.connect(one);
  expect(one.news[3]).toEqual({ reason: null, hasPort: true });
});

it('stops starting an engine that cannot load, says why, and tries again after a minute', async () => {
  start('/none/engine.js');
  const window = new FakeWindow();
  for (const count of [1, 2, 3]) {
    engine.connect(window);
    await until(() => window.news.filter(({ hasPort }) => !hasPort).length === count, 20_000);
  }
  engine.connect(window);
  expect(processes.children).toHaveLength(3);
  expect(window.news.at(-1)).toEqual({
    reason: expect.stringContaining('Cannot find module'),
    hasPort: false,
  });
  engine.open('/p.stillroom');
  expect(await report('/p.stillroom')).toContain('Cannot find module');
  now = 60_001;
  engine.connect(window);
  expect(window.news.at(-1)!.hasPort).toBe(true);
});

it('starts hosts beside the engine, joins the two, and ends the host at once when asked', async () => {
  engine.open('start teacherHost');
  const said = await report('host');
  const [child, host] = processes.children;
  const hostPid = host!.pid!;
  expect(said).toBe(`hello from teacherHost ${hostPid} of ${child!.pid}`);
  engine.open('stop');
  expect(JSON.parse(await report('hostEnded'))).toEqual({
    kind: 'hostEnded',
    id: 7,
    how: 'its process ended with code 9',
    wasKilled: true,
  });
  expect(isAlive(hostPid)).toBe(false);
});

it('starts nothing that is not a host', async () => {
  engine.open('start ../../evil');
  expect(await report('hostEnded')).toContain('not one of the hosts');
  expect(processes.children).toHaveLength(1);
});

it('tells the engine what the system tells a desktop, when asked', async () => {
  engine.open('askMachine');
  const machine = { kind: 'machine', isOnBattery: true, idleSeconds: 42 };
  expect(JSON.parse(await report('machine'))).toEqual(machine);
});

it('ends the hosts of an engine that ended', async () => {
  engine.open('start studentHost');
  await report('host');
  const hostPid = processes.children[1]!.pid!;
  processes.kill(engineAt(0).pid!);
  await until(() => !isAlive(hostPid), 5000);
});

it('closes: the engine is asked, is gone, and none is started any more', async () => {
  const window = new FakeWindow();
  engine.connect(window);
  await window.ask('hello');
  const { pid } = engineAt(0);
  await engine.close();
  expect(isAlive(pid!)).toBe(false);
  // no crash: nobody is told of one
  expect(window.news).toEqual([{ reason: null, hasPort: true }]);
  engine.connect(window);
  expect(window.news.at(-1)).toEqual({ reason: 'Stillroom is closing.', hasPort: false });
  expect(processes.children).toHaveLength(1);
});

it('closes at once where no engine runs', async () => {
  await engine.close();
  expect(processes.children).toEqual([]);
});
