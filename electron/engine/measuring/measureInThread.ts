import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MeasureName } from '../../contract/measures.ts';
import type { MeasureInputs } from './measureInputs.ts';
import type { EmbeddedInputs, Measured } from './panelDefinition.ts';

/** Next to this file, which is TypeScript in the checkout and JavaScript in the bundle. */
const THREAD = new URL(`./measureThread${path.posix.extname(import.meta.url)}`, import.meta.url);

/** What the thread is asked. */
export interface MeasureCall {
  readonly name: MeasureName;
  readonly texts: MeasureInputs;
  /** Null for a measure of texts alone. */
  readonly embedded: EmbeddedInputs | null;
}

/** Computes a measure in a thread, which ends when the signal aborts. */
export function measureInThread(call: MeasureCall, signal?: AbortSignal): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: call, execArgv: [] });
    const stop = () => {
      reject(signal!.reason as Error);
      void thread.terminate();
    };
    signal?.addEventListener('abort', stop, { once: true });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`the thread that measures ${call.name} ended with ${code}`));
    });
  });
}
