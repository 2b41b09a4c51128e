import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import { BadInput } from '../../../models/badInput.ts';
import type { FormatReaders } from '../../hosts/formatReader.ts';
import { hostModule } from '../../hosts/host.ts';

/** Far above what the largest document takes. */
const MOST_MINUTES = 5;

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
 * @throws BadInput if it takes longer than five minutes
 */
export function askReader<Name extends keyof FormatReaders>(
  file: string,
  name: Name,
  ...args: Parameters<FormatReaders[Name]>
): Awaited<ReturnType<FormatReaders[Name]>> {
  thread ??= begin();
  const { worker, port, turn } = thread;
  Atomics.store(turn, 0, 0);
  port.postMessage({ name, args });
  let end: ReturnType<typeof Atomics.wait> = 'ok';
  // the call before may wake this one: it is answered only when the turn has changed
  while (end !== 'timed-out' && Atomics.load(turn, 0) === 0) {
    end = Atomics.wait(turn, 0, 0, MOST_MINUTES * 60_000);
  }
  if (Atomics.load(turn, 0) === 0) {
    thread = undefined;
    void worker.terminate();
    throw new BadInput(
      `${file} is not read after ${MOST_MINUTES} minutes. Save its text as .txt or its table as .csv.`,
    );
  }
  const { message } = receiveMessageOnPort(port) as { message: Answer };
  if ('error' in message) throw new UnreadFormat(message.error.kind, message.error.message);
  return message.value as Awaited<ReturnType<FormatReaders[Name]>>;
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
  return { worker, port: port1, turn };
}
