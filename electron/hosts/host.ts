import { type ChildProcess, fork } from 'node:child_process';
import { createBirpc } from 'birpc';
import { BadInput } from '../../models/badInput.ts';
import { PromptTooLong } from '../../models/teacher/promptTooLong.ts';
import type { Outcome } from './serveHost.ts';

/** A host's functions, seen from the engine: each call crosses to another process. */
type Remote<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** The process of a host ended during a call, and a second one too. */
export class HostLost extends Error {
  override readonly name = 'HostLost';
}

export interface Host<Functions> {
  /**
   * Calls a function of the host; the process starts with the first call. If it ends before it
   * answers, it is started anew and the call made again, once between two answers; calls have no side
   * effects that matter.
   * @throws HostLost when that ends too
   */
  call<Name extends keyof Functions & string>(
    name: Name,
    ...args: Parameters<Remote<Functions>[Name]>
  ): Promise<Awaited<ReturnType<Remote<Functions>[Name]>>>;
  /** Undefined while no process runs. */
  readonly pid: number | undefined;
  /** Ends the process at once, also in the middle of a native call. */
  stop(): void;
}

export interface HostOptions {
  /** For sentences: 'the teacher'. */
  readonly title: string;
  /** The module that calls `serveHost`. */
  readonly entry: URL;
  /** Calls to make in each new process before any other. */
  readonly open?: { readonly name: string; readonly args: readonly unknown[] };
  readonly onEvent?: (event: unknown) => void;
}

const RESTARTS = 1;

/** A host process that the engine forks under plain Node. */
export function forkHost<Functions>(options: HostOptions): Host<Functions> {
  let running: Connection | undefined;
  let restarts = 0;
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
          if (running === connection) running = undefined;
          if (connection.stopped) throw new HostLost(`${options.title} was stopped`);
          if (restarts === RESTARTS) {
            throw new HostLost(`${options.title} ended twice: ${outcome.lost}`);
          }
          restarts++;
          continue;
        }
        // an answer shows that the new process works
        restarts = 0;
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
  readonly #child: ChildProcess;
  readonly #rpc;
  readonly #ended: Promise<{ lost: string }>;
  readonly #opened: Promise<Outcome>;
  #lastWords = '';

  constructor({ entry, open, onEvent }: HostOptions) {
    this.#child = fork(entry, {
      serialization: 'advanced',
      // for the library that reads it as it loads; see native/onnx/noTelemetry.ts
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-2000);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ lost: error.message }));
      this.#child.once('close', (code, signal) => {
        const how = signal ? `by the signal ${signal}` : `with code ${code}`;
        const words = this.#lastWords.trim().split('\n').slice(-3).join(' ');
        resolve({ lost: `its process ended ${how}${words ? `: ${words}` : ''}` });
      });
    });
    this.#rpc = createBirpc<Record<string, (...args: unknown[]) => Outcome>, object>(
      { event: (event: unknown) => onEvent?.(event) },
      {
        post: (message) => void (this.#child.connected && this.#child.send(message)),
        on: (receive) => void this.#child.on('message', receive),
        timeout: -1,
      },
    );
    this.#opened = open ? this.#send(open.name, open.args) : Promise.resolve({ value: undefined });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async call(name: string, args: readonly unknown[]): Promise<Outcome | { lost: string }> {
    const answer = this.#opened.then((opened) =>
      'error' in opened ? opened : this.#send(name, args),
    );
    return Promise.race([answer, this.#ended]);
  }

  stop(): void {
    this.stopped = true;
    this.#child.kill('SIGKILL');
  }

  #send(name: string, args: readonly unknown[]): Promise<Outcome> {
    return this.#rpc.$call(name, ...args) as Promise<Outcome>;
  }
}

const KNOWN_ERRORS: Readonly<Record<string, new (message: string) => Error>> = {
  BadInput,
  PromptTooLong,
};

function revive({ name, message, stack }: { name: string; message: string; stack: string }): Error {
  const Known = KNOWN_ERRORS[name];
  const error = Known ? new Known(message) : new Error(message);
  error.stack = stack;
  return error;
}
