import { constants } from 'node:os';
import type { DesktopPort } from '../contract/desktop.ts';
import { lastWords } from '../contract/lastWords.ts';

/** The part of Electron that starts processes and connects them. */
export interface Processes {
  fork(entry: string, args: string[], options: ForkOptions): Child;
  channel(): { readonly port1: DesktopPort; readonly port2: DesktopPort };
  /** Ends a process at once: a native call would outlast a graceful exit. */
  kill(pid: number): void;
}

export interface ForkOptions {
  /** The name in the system's list of processes. */
  readonly serviceName: string;
  readonly stdio: ('ignore' | 'pipe')[];
  readonly env: Record<string, string>;
}

/** The part of Electron's UtilityProcess that is used. */
export interface Child {
  /** Undefined before it runs and after it has ended. */
  readonly pid: number | undefined;
  readonly stderr: { on(event: 'data', listener: (chunk: Buffer) => void): unknown } | null;
  postMessage(message: unknown, ports?: DesktopPort[]): void;
  on(event: 'spawn', listener: () => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

/**
 * Starts a process whose error output can be reported, and also forwards it to our own standard
 * error.
 */
export function startProcess(
  processes: Processes,
  start: {
    readonly entry: string;
    readonly args?: string[];
    readonly title: string;
    readonly env?: Record<string, string>;
  },
  onEnd: (how: string, wasKilled: boolean) => void,
): Child {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const child = processes.fork(start.entry, start.args ?? [], {
    serviceName: start.title,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...Object.fromEntries(inherited), ...start.env },
  });
  let written = '';
  child.stderr?.on('data', (chunk) => {
    process.stderr.write(chunk);
    written = (written + chunk.toString()).slice(-8000);
  });
  child.on('exit', (code) => {
    const words = lastWords(written);
    // what waitpid tells of a process that the signal SIGKILL ended
    const wasKilled = process.platform !== 'win32' && code === constants.signals.SIGKILL;
    onEnd(`its process ended with code ${code}${words ? `: ${words}` : ''}`, wasKilled);
  });
  return child;
}
