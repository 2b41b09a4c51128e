import { parentPort, workerData } from 'node:worker_threads';
import type { MeasureName } from '../../contract/measures.ts';
import type { MeasureInputs } from './measureInputs.ts';
import type { EmbeddedInputs } from './panelDefinition.ts';
import { panels } from './panels.ts';

// A thread that computes measures, so that the engine goes on answering its windows.

/** What the thread is asked. */
export interface MeasureCall {
  readonly name: MeasureName;
  readonly texts: MeasureInputs;
  /** Null for a measure of texts alone. */
  readonly embedded: EmbeddedInputs | null;
}

const { name, texts, embedded } = workerData as MeasureCall;
parentPort!.postMessage(await panels[name].measure(texts, embedded));
