import { parentPort, workerData } from 'node:worker_threads';
import type { MeasureCall } from './measureInThread.ts';
import { panels } from './panels.ts';

// A thread that computes a measure, so that the engine goes on answering its windows.

const { name, texts, embedded } = workerData as MeasureCall;
parentPort!.postMessage(await panels[name].measure(texts, embedded));
