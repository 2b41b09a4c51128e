import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { explainDiskFault } from '../../models/diskFault.ts';
import { type DesktopParentPort, type DesktopPort, ENGINE_PID } from '../contract/desktop.ts';
import { hostModule } from './hostModule.ts';
import { LOWER_PRIORITY, lowerPriority } from './lowerPriority.ts';

/** The result of a call, as it crosses processes: an error's class would be lost on the way. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Makes this process a host: it answers the engine's calls until the engine ends.
 * @param functions what the engine may call; calls may overlap if the host allows it
 * @returns sends an event to the engine
 */
export function serveHost<Events extends object>(functions: Functions): Events {
  watchEngine();
  // Ctrl-C reaches the whole process group; the engine decides how to react
  process.on('SIGINT', () => {});
  const guarded = Object.fromEntries(
    Object.entries({ ...functions, [LOWER_PRIORITY]: lowerPriority }).map(([name, work]) => [
      name,
      guard(work),
    ]),
  );
  return createBirpc<Events, object>(guarded, {
    ...lineToEngine(),
    timeout: -1,
    eventNames: ['event'] as never[],
  }) as Events;
}

function guard(work: (...args: never[]) => unknown) {
  return async (...args: never[]): Promise<Outcome> => {
    try {
      return { value: await work(...args) };
    } catch (thrown) {
      // explained here, because the code of the system's error would be lost on the way
      const known = explainDiskFault(thrown);
      const error = known instanceof Error ? known : new Error(String(known));
      return { error: { name: error.name, message: error.message, stack: error.stack ?? '' } };
    }
  };
}

/**
 * Under a fork the engine is the parent process. In Electron main is the parent, and its first
 * message has a port.
 */
function lineToEngine() {
  const main = Reflect.get(process, 'parentPort') as DesktopParentPort | undefined;
  if (!main) {
    return {
      post: (message: unknown) => void process.send?.(message),
      on: (receive: (message: unknown) => void) => void process.on('message', receive),
    };
  }
  let engine: DesktopPort | undefined;
  return {
    post: (message: unknown) => engine?.postMessage(message),
    on(receive: (message: unknown) => void) {
      main.on('message', ({ ports: [port] }) => {
        if (!port || engine) return;
        engine = port;
        port.on('message', ({ data }) => receive(data));
        port.on('close', () => process.exit(0));
        port.start();
      });
    },
  };
}

/**
 * Ends this process when its engine has ended. A host cannot receive messages during a native call,
 * so the watchdog is a separate thread.
 */
function watchEngine(): void {
  const engine = Number(process.env[ENGINE_PID] ?? process.ppid);
  const workerData = { parent: process.ppid, engine };
  new Worker(hostModule('watchdog'), { workerData }).unref();
  process.on('disconnect', () => process.exit(0));
}
