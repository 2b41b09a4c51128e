import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { QueryClient } from '@tanstack/react-query';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopPort, PageMessage, PortNews } from '../../../../electron/contract/desktop.ts';
import { draftSchema } from '../../../../electron/contract/draft.ts';
import type { Snapshot } from '../../../../electron/contract/snapshot.ts';
import { writeDraft } from '../../../../electron/engine/session/draft.ts';
import {
  type EngineProcess,
  type EngineWindow,
  engineProcess,
} from '../../../../electron/main/engineProcess.ts';
import { keychain } from '../../../../electron/main/keychain.ts';
import { type MainLine, type Page, passPorts } from '../../../../electron/preload/passPorts.ts';
import { sendFile } from '../../../../renderer/store/sendFile.ts';
import { until } from '../../../fixtures/cli.ts';
import { desktopProcesses } from '../../../fixtures/desktopProcesses.ts';
import { type FaultyEndpoint, faultyEndpoint } from '../../../fixtures/faultyEndpoint.ts';
import { playedSafeStorage } from '../../../fixtures/playedSafeStorage.ts';
import { projectWithRows } from '../../../fixtures/rowsProject.ts';

// The whole way from a page to the engine in a process of its own, with all of ours on it: the page's
// connection, the preload, main's hand-over, the engine's entry. Electron's windows, processes and
// ports are played by Node's.

const ENGINE = fileURLToPath(
  new URL('../../../../electron/engine/desktop/engineMain.ts', import.meta.url),
);
const ORIGIN = 'app://stillroom';

type Listener = (event: { source: unknown; data: unknown; ports: readonly MessagePort[] }) => void;

/** A page's own window, as the page and the preload see it. */
class FakePage implements Page<MessagePort> {
  readonly location = { protocol: 'app:', host: 'stillroom', origin: ORIGIN };
  readonly #listeners = new Set<Listener>();

  postMessage(data: PageMessage, targetOrigin: string, ports: MessagePort[] = []) {
    expect(targetOrigin).toBe(ORIGIN);
    this.hear(this, data, ports);
  }
  /** @param source another than this window: a frame, or another page */
  hear(source: unknown, data: unknown, ports: MessagePort[] = []) {
    for (const listener of this.#listeners) listener({ source, data, ports });
  }
  addEventListener(_type: 'message', listener: Listener) {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'message', listener: Listener) {
    this.#listeners.delete(listener);
  }
}

/** The same window as main sees it, with the preload between the two. */
class FakeContents implements EngineWindow {
  readonly page = new FakePage();
  readonly given: PortNews[] = [];
  /** The port that was given last. */
  port: DesktopPort | undefined;
  #passOn: (event: { ports: readonly MessagePort[] }, news: PortNews) => void = () => {};

  constructor(connect: (window: EngineWindow) => void) {
    const main: MainLine<MessagePort> = {
      on: (_channel, listener) => {
        this.#passOn = listener;
      },
      send: () => connect(this),
    };
    passPorts(main, this.page);
  }
  isDestroyed() {
    return false;
  }
  postMessage(_channel: string, news: PortNews, [port]: DesktopPort[] = []) {
    this.given.push(news);
    this.port = port;
    this.#passOn({ ports: port ? [webPort(port)] : [] }, news);
  }
}

/** One of main's ports as it arrives at a page. */
function webPort(port: DesktopPort): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port.on('message', ({ data }) => port1.postMessage(data));
  port.on('close', () => port1.close());
  port1.on('message', (data) => port.postMessage(data));
  port.start();
  return port2 as unknown as MessagePort;
}

let home: string;
let processes: ReturnType<typeof desktopProcesses>;
let engine: EngineProcess;
let refusals: { folder: string; reason: string }[];
let shownFiles: string[];
/** What the user chooses, one time after the other. */
let chosenFolders: string[];
let window: FakeContents;
/** The keychain of one computer, whatever engine asks. */
const storage = playedSafeStorage();
let connection: typeof import('../../../../renderer/store/connection.ts');

function start(entry: string, rejections: 'warn' | 'throw'): void {
  processes = desktopProcesses(rejections);
  const [refused, shown]: [typeof refusals, typeof shownFiles] = [[], []];
  [refusals, shownFiles] = [refused, shown];
  engine = engineProcess(processes, {
    entry,
    hostEntry: '/none',
    onWorking: () => {},
    onNotOpened: (folder, reason) => refused.push({ folder, reason }),
    onShowInFolder: (file) => shown.push(file),
    chooseFolder: async () => chosenFolders.shift() ?? null,
    keychain: keychain(storage, 'linux'),
    machine: () => ({ isOnBattery: false, idleSeconds: 0 }),
  });
}

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-connection-'));
  vi.stubEnv('STILLROOM_HOME', home);
  vi.stubEnv('STILLROOM_MODELS', path.join(home, 'models'));
});
beforeEach(async () => {
  chosenFolders = [];
  // the stricter way, to see that no call's rejection is left to end the engine
  start(ENGINE, 'throw');
  window = new FakeContents((asking) => engine.connect(asking));
  vi.stubGlobal('window', window.page);
  vi.stubGlobal('location', window.page.location);
  vi.resetModules();
  connection = await import('../../../../renderer/store/connection.ts');
});
afterEach(async () => {
  await engine.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const machine = () => connection.engine.start.machine();

/** The state that a page is told of, until it is as wanted. */
const snapshot = async (isWanted: (snapshot: Snapshot) => boolean) => {
  for await (const one of await connection.engine.watch()) if (isWanted(one)) return one;
  throw new Error('the stream ended');
};

it('answers a page’s calls and follows its state over one port', async () => {
  expect((await machine()).projectsFolder).toBe(path.join(home, 'projects'));
  expect(await snapshot(() => true)).toEqual({ project: null, run: null, jobs: [] });
  expect(window.given).toEqual([{ reason: null }]);
  expect(processes.children).toHaveLength(1);
});

it('takes a file whole, and says what is wrong with a call', async () => {
  const text = `text,label\n${'größer als ÿ,a\n'.repeat(50_000)}`;
  const file = new File([text], 'Sätze.csv');
  const taken = await connection.engine.files.take(await sendFile(connection.engine, file));
  expect(path.basename(taken.file)).toBe('Sätze.csv');
  expect(readFileSync(taken.file, 'utf8')).toBe(text);
  const none = connection.engine.start.open({ folder: '/none.stillroom' });
  await expect(none).rejects.toMatchObject({ name: 'EngineFailure', kind: 'badInput' });
});

it('no garbage on a port ends the engine', async () => {
  await machine();
  const [child] = processes.children;
  const { pid } = child!;
  const garbage = [
    7,
    null,
    undefined,
    [],
    {},
    { i: 1 },
    { i: '1', p: { u: 'no address' } },
    '',
    '{',
    'null',
    '[1]',
    '{"i":"9","p":{"u":"::"}}',
    '{"i":"9","t":3,"p":null}',
    '{"i":"9","t":99}',
    '{"i":{},"p":{"u":"/start/machine","b":{"json":{"__proto__":1},"meta":[[9,"a"]]}}}',
    '{"i":"8","p":{"u":"/files/take","h":{"content-type":"multipart/form-data; boundary=x"}}}',
    '{"i":"7","p":{"u":"/%","h":{"content-disposition":"attachment; filename*=utf-8\'\'%E0"}}}',
    new Uint8Array([0xff, 0xfe, 0x00]),
    new Float32Array(4),
  ];
  for (const message of garbage) window.port!.postMessage(message);
  expect((await machine()).cores).toBeGreaterThan(0);
  // what was wrong with it is said late, if at all
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await machine()).cores).toBeGreaterThan(0);
  expect(child!.pid).toBe(pid);
  expect(window.given).toEqual([{ reason: null }]);
});

it('opens a folder that main names, and says why where it cannot', async () => {
  await connection.engine.start.demo();
  await connection.engine.start.close();
  const folder = path.join(home, 'projects', 'Demo.stillroom');
  engine.open(folder);
  expect((await snapshot(({ project }) => project !== null)).project?.folder).toBe(folder);
  engine.open('/none.stillroom');
  await until(() => refusals.length > 0, 10_000);
  expect(refusals[0]).toEqual({
    folder: '/none.stillroom',
    reason: expect.stringContaining('/none.stillroom'),
  });
});

it('has main show what it exported, and no other file', async () => {
  const project = await projectWithRows([{ text: 'one', label: 'good' }]);
  const task = { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } };
  writeDraft(project, draftSchema.parse({ task, gold: {}, teacher: 't', student: { model: 's' } }));
  project.close();
  const { start, export: exporting } = connection.engine;
  await start.open({ folder: project.folder });
  const { path: file } = await exporting.write({ what: 'xlsx', only: 'notRejected' });
  await expect(exporting.show({ path: path.dirname(file) })).rejects.toThrow('was not exported');
  await exporting.show({ path: file });
  await until(() => shownFiles.length > 0, 10_000);
  expect(shownFiles).toEqual([file]);
});

it('has main ask the user for a folder', async () => {
  const { chooseFolder } = connection.engine.export;
  chosenFolders = ['/one', '/two'];
  const folders = await Promise.all([chooseFolder(), chooseFolder()]);
  expect(folders.map(({ folder }) => folder).toSorted()).toEqual(['/one', '/two']);
  expect(await chooseFolder()).toEqual({ folder: null });
});

describe('a key of an endpoint', () => {
  const KEY = 'sk-of-the-lab';
  const keysFile = () => path.join(home, 'keys.json');
  let server: FaultyEndpoint;
  beforeAll(async () => {
    server = await faultyEndpoint();
  });
  afterAll(() => server.close());

  it('is encrypted by the keychain for the user alone, sent to its server, and to no page', async () => {
    const { endpoints } = connection.engine;
    expect(await endpoints.keychain()).toEqual({ canKeep: true, why: null });
    const added = await endpoints.add({ name: 'lab', url: server.url, model: 'm', key: KEY });
    expect(added.endpoints).toEqual([
      { url: server.url, model: 'm', keyVariable: null, isKeyKept: true },
    ]);
    const [checked] = await endpoints.check({ name: 'lab' });
    expect(checked).toMatchObject({ url: server.url, model: 'm' });
    expect([...server.authorizations]).toEqual([`Bearer ${KEY}`]);
    const files = ['keys.json', 'endpoints.json'].map((name) => path.join(home, name));
    const told = [
      await endpoints.list(),
      checked,
      ...files.map((file) => readFileSync(file, 'utf8')),
    ];
    expect(JSON.stringify(told)).not.toContain(KEY);
    expect((statSync(keysFile()).mode & 0o777).toString(8)).toBe('600');
  });

  it('is there after a restart, and gone with its endpoint', async () => {
    server.authorizations.clear();
    const { endpoints } = connection.engine;
    await endpoints.check({ name: 'lab' });
    expect([...server.authorizations]).toEqual([`Bearer ${KEY}`]);
    await endpoints.remove({ name: 'lab' });
    expect(JSON.parse(readFileSync(keysFile(), 'utf8'))).toEqual({ format: 1, keys: {} });
  });

  it('is refused, and nothing is added, where it cannot be kept or is none', async () => {
    const { endpoints } = connection.engine;
    const lab = { name: 'lab', url: server.url, model: 'm', key: KEY };
    const refused = async (given: Parameters<typeof endpoints.add>[0], message: string) => {
      await expect(endpoints.add(given)).rejects.toMatchObject({
        kind: 'badInput',
        message: expect.stringContaining(message),
      });
      expect(await endpoints.list()).toEqual([]);
      expect(readFileSync(keysFile(), 'utf8')).toContain('"keys": {}');
    };
    await refused({ ...lab, key: 'sk of the lab' }, 'Key: it has a space');
    await refused({ ...lab, keyVariable: 'STILLROOM_KEY' }, 'not both');
    await refused({ ...lab, url: 'gpu-box' }, 'is no address');
    storage.backend = 'basic_text';
    expect(await endpoints.keychain()).toEqual({
      canKeep: false,
      why: expect.stringContaining('has no keyring'),
    });
    await refused(lab, 'has no keyring');
    storage.backend = 'kwallet6';
  });
});

it('closes the engine when main asks, and tells a page that asks after that', async () => {
  await machine();
  const ended = vi.fn<(code: number) => void>();
  processes.children[0]!.on('exit', ended);
  await engine.close();
  expect(ended).toHaveBeenCalledWith(0);
  await vi.waitFor(() =>
    expect(machine()).rejects.toMatchObject({ kind: 'lost', message: 'Stillroom is closing.' }),
  );
});

it('an engine that cannot load ends and says why, though Electron only warns', async () => {
  const entry = path.join(home, 'broken.mjs');
  const broken = `
    import { registerHooks } from 'node:module';
    const load = (url, context, next) => {
      if (url.endsWith('/serveDesktop.ts')) throw new Error('libsomething.so is not there');
      return next(url, context);
    };
    registerHooks({ load });
    await import(${JSON.stringify(pathToFileURL(ENGINE).href)});`;
  writeFileSync(entry, broken);
  start(entry, 'warn');
  await expect(machine()).rejects.toMatchObject({ kind: 'lost' });
  expect(window.given.at(-1)!.reason).toContain('libsomething.so is not there');
});

it('takes a port from nobody but its own window', async () => {
  const calls = machine();
  window.page.hear({}, { stillroom: 'port', reason: 'forged' });
  window.page.hear({}, { stillroom: 'needPort' });
  expect((await calls).cores).toBeGreaterThan(0);
  expect(window.given).toHaveLength(1);
});

// the last: a page that follows never stops
it('a page loses its call with a killed engine, learns why, and goes on with a new one', async () => {
  const seen: { snapshots: Snapshot[]; lost: (string | undefined)[] } = { snapshots: [], lost: [] };
  void connection.follow(
    (one) => seen.snapshots.push(one),
    (reason) => seen.lost.push(reason),
  );
  await machine();
  await until(() => seen.snapshots.length === 1, 10_000);
  const { queries } = await import('../../../../renderer/store/queries.ts');
  const asked = new QueryClient();
  const call = asked.fetchQuery(queries.start.machine.queryOptions());
  processes.kill(processes.children[0]!.pid!);
  await expect(call).rejects.toMatchObject({ kind: 'lost' });
  await until(() => seen.snapshots.length === 2, 10_000);
  expect(seen.lost.filter(Boolean)).toEqual([expect.stringContaining('ended with code 9')]);
  // as a screen asks: its queries were made when the lost connection was the open one
  expect((await asked.fetchQuery(queries.start.machine.queryOptions())).cores).toBeGreaterThan(0);
  expect(processes.children).toHaveLength(2);
});
