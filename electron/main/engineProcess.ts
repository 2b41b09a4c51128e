import {
  type DesktopPort,
  type FromEngine,
  type KeychainAnswer,
  type KeychainAsk,
  PORT_CHANNEL,
  type PortNews,
  type ToEngine,
} from '../contract/desktop.ts';
import { hostProcesses } from './hostProcesses.ts';
import { type Child, type Processes, startProcess } from './processes.ts';

/** The engine, independent of the process that it currently runs in. */
export interface EngineProcess {
  /** Gives a window a connection to the engine, which is started if it is not running. */
  connect(window: EngineWindow): void;
  /** Tells the engine to open a project. */
  open(folder: string): void;
  /** Tells the engine to pause and close, and resolves when its process has ended. */
  close(): Promise<void>;
}

/** The part of Electron's WebContents that is used. */
export interface EngineWindow {
  isDestroyed(): boolean;
  postMessage(channel: string, message: unknown, ports?: DesktopPort[]): void;
}

export interface EngineProcessOptions {
  readonly entry: string;
  readonly hostEntry: string;
  readonly onWorking: (working: boolean) => void;
  readonly onNotOpened: (folder: string, reason: string) => void;
  readonly onShowInFolder: (path: string) => void;
  /** Null if the user chooses none. */
  readonly chooseFolder: () => Promise<string | null>;
  readonly keychain: (ask: KeychainAsk) => Promise<KeychainAnswer>;
  readonly machine: () => { readonly isOnBattery: boolean; readonly idleSeconds: number };
  readonly now?: () => number;
}

/** An engine that ends this often within this time is not started again until the time is over. */
const MOST_CRASHES = 3;
const WITHIN_MS = 60_000;

export function engineProcess(processes: Processes, options: EngineProcessOptions): EngineProcess {
  const { now = Date.now } = options;
  let engine: { readonly child: Child; readonly ended: Promise<void> } | undefined;
  let isClosing = false;
  let lastReason = '';
  let crashes: readonly number[] = [];
  /**
   * Each window that has been connected, with the reason why it lost its connection, until it gets
   * the reason with the next one.
   */
  const windows = new Map<EngineWindow, string | null>();

  /** An engine that ended meanwhile is not answered, nor is the one in its place. */
  const answer = async (child: Child, asked: Promise<ToEngine>) => {
    const message = await asked;
    if (engine?.child === child) toEngine(child, message);
  };
  const chooseFolder = async (id: number): Promise<ToEngine> => ({
    kind: 'folderChosen',
    id,
    folder: await options.chooseFolder(),
  });
  const askKeychain = async (id: number, ask: KeychainAsk): Promise<ToEngine> => ({
    kind: 'keychain',
    id,
    answer: await options.keychain(ask),
  });

  const hear = (message: FromEngine, child: Child, hosts: ReturnType<typeof hostProcesses>) => {
    if (message.kind === 'working') options.onWorking(message.working);
    else if (message.kind === 'notOpened') options.onNotOpened(message.folder, message.reason);
    else if (message.kind === 'startHost') hosts.start(message);
    else if (message.kind === 'stopHost') hosts.stop(message.id);
    else if (message.kind === 'chooseFolder') void answer(child, chooseFolder(message.id));
    else if (message.kind === 'askKeychain')
      void answer(child, askKeychain(message.id, message.ask));
    else if (message.kind === 'askMachine')
      toEngine(child, { kind: 'machine', ...options.machine() });
    else options.onShowInFolder(message.path);
  };

  const tellOfCrash = (how: string) => {
    crashes = [...crashes, now()].slice(-MOST_CRASHES);
    lastReason =
      `The engine stopped: ${how}. Nothing that was recorded is lost: open the project again, and ` +
      'go on with its run.';
    for (const window of windows.keys()) {
      if (window.isDestroyed()) windows.delete(window);
      else {
        windows.set(window, lastReason);
        tell(window, lastReason);
      }
    }
  };

  const start = () => {
    const ended = Promise.withResolvers<void>();
    const { entry, hostEntry } = options;
    const child = startProcess(processes, { entry, title: 'Stillroom engine' }, (how) => {
      engine = undefined;
      hosts.stopAll();
      options.onWorking(false);
      if (!isClosing) tellOfCrash(how);
      ended.resolve();
    });
    const hosts = hostProcesses(processes, {
      entry: hostEntry,
      enginePid: () => child.pid,
      toEngine(message, ports = []) {
        if (engine?.child === child) child.postMessage(message, ports);
      },
    });
    child.on('message', (message) => hear(message as FromEngine, child, hosts));
    return { child, ended: ended.promise };
  };

  /** The engine, or undefined if it must not be started now. */
  const running = (): Child | undefined => {
    const isCrashing =
      crashes.length === MOST_CRASHES && crashes.every((at) => now() - at < WITHIN_MS);
    if (isClosing) return undefined;
    if (!isCrashing) engine ??= start();
    return engine?.child;
  };

  const whyNone = () => (isClosing ? 'Stillroom is closing.' : lastReason);

  const toEngine = (child: Child, message: ToEngine, ports: DesktopPort[] = []) =>
    child.postMessage(message, ports);

  return {
    connect(window) {
      const child = running();
      if (!child) return tell(window, whyNone());
      const { port1, port2 } = processes.channel();
      toEngine(child, { kind: 'window' }, [port1]);
      tell(window, windows.get(window) ?? null, [port2]);
      windows.set(window, null);
    },
    open(folder) {
      const child = running();
      if (child) toEngine(child, { kind: 'open', folder });
      else options.onNotOpened(folder, whyNone());
    },
    async close() {
      isClosing = true;
      if (!engine) return;
      toEngine(engine.child, { kind: 'pauseAndClose' });
      await engine.ended;
    },
  };
}

function tell(window: EngineWindow, reason: string | null, ports: DesktopPort[] = []): void {
  const news: PortNews = { reason };
  window.postMessage(PORT_CHANNEL, news, ports);
}
