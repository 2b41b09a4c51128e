import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { type GoldenHead, openGoldenStep } from '../fixtures/goldenStep.ts';
import { learnByHeart } from '../native/student/learnByHeart.ts';
import { type Bar, under } from './peer/bar.ts';
import { PYTHON } from './peer/openPeer.ts';
import { requireLibraries } from './peer/requireLibraries.ts';
import type { BenchmarkResult } from './run.ts';

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const PEERS = path.join(import.meta.dirname, 'peer');
/** Other models and batches than those of the tests' golden numbers. */
const SEED = '101';
const FAMILIES = ['bert', 'roberta', 'distilbert', 'deberta-v2', 'modernbert'];
const VARIANTS = ['deberta-v2-own', 'modernbert-biased'];

/**
 * Whether a training step is PyTorch's: logits, the gradient of every tensor, and the losses of a hundred
 * steps of AdamW without dropout, computed by PyTorch now, for each architecture and head, small and random
 * and as published; and whether each architecture learns eight sentences by heart.
 */
export async function studentNumbers(): Promise<BenchmarkResult> {
  const pytorch = requireLibraries(['torch', 'transformers', 'safetensors']);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-numbers-'));
  const { files } = await openModelStore().require('all-minilm-l6-v2', 'student');
  record(path.join(FIXTURES, 'architectures.py'), folder, SEED);
  record(path.join(FIXTURES, 'spanStep.py'), folder, SEED);
  record(path.join(PEERS, 'publishedModels.py'), folder, path.dirname(Object.values(files)[0]!));
  const bars: Bar[] = [];
  for (const family of [...FAMILIES, ...VARIANTS]) {
    bars.push(...(await compare(path.join(folder, family), family, 'labels')));
  }
  for (const family of FAMILIES) {
    bars.push(...(await compare(path.join(folder, family), family, 'answers')));
  }
  const published = path.join(folder, 'published');
  bars.push(...(await compare(published, 'all-MiniLM-L6-v2', 'labels')));
  bars.push(...(await compare(published, 'all-MiniLM-L6-v2', 'answers')));
  const deberta = path.join(folder, 'deberta-v3-base');
  bars.push(...(await compare(deberta, 'DeBERTa-v3-base, random', 'labels')));
  rmSync(folder, { recursive: true });
  for (const family of [...FAMILIES, ...VARIANTS]) {
    const loss = (await learnByHeart(family)).at(-1)!.loss;
    bars.push(under(`${family}: loss over eight sentences`, loss, 0.01));
  }
  const machine = { cpu: os.cpus()[0]!.model, node: process.version, pytorch };
  return { name: 'studentNumbers', ratios: {}, medians: {}, machine, bars };
}

async function compare(folder: string, name: string, head: GoldenHead): Promise<Bar[]> {
  const golden = await openGoldenStep(folder, head);
  const logits = await golden.logits();
  const gradients = Math.max(...(await golden.gradients()).values());
  const losses = await golden.losses();
  await golden.close();
  return [
    under(`${name}, ${head}: greatest difference of a logit`, logits, 1e-4),
    under(`${name}, ${head}: greatest relative error of a gradient`, gradients, 1e-4),
    under(`${name}, ${head}: of a loss, ${losses.length} steps`, Math.max(...losses), 1e-3),
  ];
}

function record(script: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(PYTHON, [script, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path.basename(script)} failed: ${stderr}`);
}
