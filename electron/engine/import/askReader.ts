import { statSync } from 'node:fs';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import { BadInput } from '../../../models/badInput.ts';
import type { FormatReaders } from '../../hosts/formatReader.ts';
import { hostModule } from '../../hosts/host.ts';

/**
 * Seconds that a call may take, and more for each megabyte of its file: many times what it takes. In a
 * damaged file a library may count to billions.
 */
const LEAST_SECONDS = 5;
const SECONDS_A_MEGABYTE = 5;
/** Seconds in which the thread loads its libraries, on a machine that is busy. */
const SECONDS_TO_BEGIN = 60;

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly turn: Int32Array;
}

let thread: Thread | undefined;

/** A library could not read a file; its reader says why in its own words. */
export class UnreadFormat extends Error {
  override readonly name = 'UnreadFormat';
  /** The name of the library's error. */
  readonly kind: string;
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Asks a library that answers later, and waits for it: files are read one after the other, as all
 * readers here are. The library runs in a thread of its own.
 * @throws UnreadFormat if it cannot read the file
 * @throws BadInput if it takes too long for the size of the file
 */
export function askReader<Name extends keyof FormatReaders>(
  file: string,
  name: Name,
  ...args: Parameters<FormatReaders[Name]>
): Awaited<ReturnType<FormatReaders[Name]>> {
  // a call may be about bytes of no file
  const { size = 0, mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const seconds = Math.ceil(LEAST_SECONDS + (SECONDS_A_MEGABYTE * size) / 2 ** 20);
  const version = `${file}\n${size}\n${mtimeMs}`;
  if (unended.has(version)) throw notRead(file, seconds);
  thread ??= begin();
  const { worker, port, turn } = thread;
  Atomics.store(turn, 0, 0);
  port.postMessage({ name, args });
  if (!hasTurned(turn, seconds)) {
    thread = undefined;
    void worker.terminate();
    unended.add(version);
    throw notRead(file, seconds);
  }
  const { message } = receiveMessageOnPort(port) as { message: Answer };
  if ('error' in message) throw new UnreadFormat(message.error.kind, message.error.message);
  return message.value as Awaited<ReturnType<FormatReaders[Name]>>;
}

/** Files whose reading did not end, as they were then: nobody waits for them twice. */
const unended = new Set<string>();

const notRead = (file: string, seconds: number) =>
  new BadInput(
    `${file} is not read after ${seconds} seconds, so it is likely damaged. Save it again, or its text as .txt ` +
      'or its table as .csv.',
  );

/** Waits until the thread has answered; the call before may wake this one. */
function hasTurned(turn: Int32Array, seconds: number): boolean {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    if (Atomics.load(turn, 0) === 1) return true;
    const left = until - performance.now();
    if (left <= 0) return false;
    Atomics.wait(turn, 0, 0, left);
  }
}

type Answer =
  | { readonly value: unknown }
  | { readonly error: { readonly kind: string; readonly message: string } };

function begin(): Thread {
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(hostModule('formatReader'), {
    workerData: { port: port2, turn },
    transferList: [port2],
    execArgv: [],
  });
  // one that was lost, for want of memory say, is begun again
  worker.on('error', () => {
    thread = undefined;
  });
  // neither keeps the process alive
  worker.unref();
  port1.unref();
  if (!hasTurned(turn, SECONDS_TO_BEGIN)) {
    throw new Error(`The thread that reads files has not begun after ${SECONDS_TO_BEGIN} seconds.`);
  }
  return { worker, port: port1, turn };
}
