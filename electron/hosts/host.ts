import { createBirpc } from 'birpc';
import { BadInput } from '../../models/badInput.ts';
import { OutOfMemory } from '../../models/outOfMemory.ts';
import { PromptTooLong } from '../../models/teacher/promptTooLong.ts';
import { forkProcess } from './forkProcess.ts';
import type { HostLauncher, HostProcess, ProcessEnd } from './hostProcess.ts';
import { isStopped } from './isStopped.ts';
import { LOWER_PRIORITY } from './lowerPriority.ts';
import type { Outcome } from './serveHost.ts';

export { hostModule } from './hostModule.ts';

/** A host's functions, as the engine calls them: each call crosses to another process. */
type Remote<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** The process of a host ended during a call, and so did its replacement. */
export class HostLost extends Error {
  override readonly name = 'HostLost';
  /** Whether both were killed, as the system does where memory runs out. */
  readonly wasKilled: boolean;

  constructor(message: string, { wasKilled = false } = {}) {
    super(message);
    this.wasKilled = wasKilled;
  }
}

export interface Host<Functions> {
  /**
   * Calls a function of the host; the first call starts the process. If the process ends before it
   * answers, it is started again and the call repeated, once between two answers. Repeating is safe
   * because calls have no side effects that matter.
   * @throws HostLost if the second process ends too
   */
  call<Name extends keyof Functions & string>(
    name: Name,
    ...args: Parameters<Remote<Functions>[Name]>
  ): Promise<Awaited<ReturnType<Remote<Functions>[Name]>>>;
  /** Undefined while no process is running. */
  readonly pid: number | undefined;
  /** Ends the process at once, even during a native call. */
  stop(): void;
}

export interface HostOptions {
  /** The name used in messages: 'the teacher'. */
  readonly title: string;
  /** The path of the module that calls `serveHost`. */
  readonly entry: URL;
  /** Calls to make in each new process before any other. */
  readonly open?: { readonly name: string; readonly args: readonly unknown[] };
  readonly onEvent?: (event: unknown) => void;
  /** Whether other programs go before it. */
  readonly isBackground?: boolean;
}

const RESTARTS = 1;

/** A process that is stopped at two looks in a row was not just paused together with this one. */
const LOOK_MS = 2500;

let launch: HostLauncher = forkProcess;

/**
 * Replaces `child_process.fork`, which Electron does not offer, as the way to start hosts.
 *
 * It applies to the whole process, because the way to start processes depends on the process that
 * the engine runs in. As a parameter, it would have to pass through every recipe and export.
 */
export function launchHostsBy(launcher: HostLauncher): void {
  launch = launcher;
}

/** A host that ended by itself, or was stopped by a signal, and how. */
interface LostHost {
  readonly title: string;
  readonly how: string;
  /** Whether it is started again and the call in flight repeated. */
  readonly isRepeated: boolean;
}

const listeners = new Set<(lost: LostHost) => void>();

/**
 * Registers a listener for hosts that are lost, for the whole process as above.
 * @returns a function that removes the listener
 */
export function tellOfLostHosts(listener: (lost: LostHost) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A host process that the engine starts: with a fork under plain Node. */
export function forkHost<Functions>(options: HostOptions): Host<Functions> {
  let running: Connection | undefined;
  // in a row, without an answer in between
  let losses: ProcessEnd[] = [];
  /** Several calls in flight learn of one loss, which counts once. */
  const countLoss = (connection: Connection, end: ProcessEnd) => {
    if (running !== connection) return;
    running = undefined;
    losses.push(end);
    connection.isRepeated = losses.length <= RESTARTS;
    for (const tell of listeners) {
      tell({ title: options.title, how: end.how, isRepeated: connection.isRepeated });
    }
  };
  const connect = () => {
    running ??= new Connection(options);
    return running;
  };
  return {
    get pid() {
      return running?.pid;
    },
    async call(name, ...args) {
      for (;;) {
        const connection = connect();
        const outcome = await connection.call(name, args);
        if ('lost' in outcome) {
          if (connection.stopped) throw new HostLost(`${options.title} was stopped`);
          countLoss(connection, outcome.lost);
          if (connection.isRepeated) continue;
          throw new HostLost(`${options.title} ended twice: ${outcome.lost.how}`, {
            wasKilled: losses.every(({ wasKilled }) => wasKilled),
          });
        }
        // an answer shows that the new process works
        if (running === connection) losses = [];
        if ('error' in outcome) throw revive(outcome.error);
        return outcome.value as never;
      }
    },
    stop() {
      running?.stop();
      running = undefined;
    },
  };
}

class Connection {
  stopped = false;
  /** Whether calls in flight are repeated by another process, once this one is lost. */
  isRepeated = false;
  readonly #process: HostProcess;
  readonly #rpc;
  readonly #ended: Promise<{ lost: ProcessEnd }>;
  readonly #tellEnd: (end: { lost: ProcessEnd }) => void;
  readonly #opened: Promise<Outcome>;

  constructor(options: HostOptions) {
    const { open, onEvent, isBackground = false } = options;
    const host = launch(options);
    this.#process = host;
    const { promise, resolve } = Promise.withResolvers<{ lost: ProcessEnd }>();
    this.#ended = promise;
    this.#tellEnd = resolve;
    host.onEnd((end) => resolve({ lost: end }));
    this.#rpc = createBirpc<Record<string, (...args: unknown[]) => Outcome>, object>(
      { event: (event: unknown) => onEvent?.(event) },
      {
        post: (message) => host.send(message),
        on: (receive) => host.onMessage(receive),
        timeout: -1,
      },
    );
    if (isBackground) void this.#send(LOWER_PRIORITY, []);
    this.#opened = open ? this.#send(open.name, open.args) : Promise.resolve({ value: undefined });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  async call(name: string, args: readonly unknown[]): Promise<Outcome | { lost: ProcessEnd }> {
    const answer = this.#opened.then((opened) =>
      'error' in opened ? opened : this.#send(name, args),
    );
    const watch = this.#watchForStop();
    try {
      return await Promise.race([answer, this.#ended]);
    } finally {
      clearInterval(watch);
    }
  }

  /** A stopped process would keep a call waiting for ever: it is ended, and replaced as a lost one. */
  #watchForStop(): NodeJS.Timeout {
    let wasStopped = false;
    return setInterval(() => {
      const stopped = this.pid !== undefined && isStopped(this.pid);
      if (stopped && wasStopped) {
        this.#tellEnd({ lost: { how: 'a signal had stopped its process', wasKilled: false } });
        this.#process.kill();
      }
      wasStopped = stopped;
    }, LOOK_MS);
  }

  stop(): void {
    this.stopped = true;
    this.#process.kill();
  }

  #send(name: string, args: readonly unknown[]): Promise<Outcome> {
    return this.#rpc.$call(name, ...args) as Promise<Outcome>;
  }
}

const KNOWN_ERRORS: Readonly<Record<string, new (message: string) => Error>> = {
  BadInput,
  OutOfMemory,
  PromptTooLong,
};

function revive({ name, message, stack }: { name: string; message: string; stack: string }): Error {
  const Known = KNOWN_ERRORS[name];
  const error = Known ? new Known(message) : new Error(message);
  error.stack = stack;
  return error;
}
