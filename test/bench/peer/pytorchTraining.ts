import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { batchPlan, linearSchedule } from '../../../models/student/batchPlan.ts';
import type { TrainingSettings } from '../../../models/student/runTraining.ts';
import type { TokenSpan } from '../../../models/student/spanTargets.ts';
import { lengthSortedBatches } from '../../../models/transformer/tokenBatch.ts';
import type { EncodedText } from '../../../models/transformer/tokenizer.ts';
import { openScript } from './openPeer.ts';

/** A training as `runTraining` does it, for PyTorch to do with the same batches in the same order. */
export interface PyTorchJob {
  /** A Hugging Face folder with the weights to begin with, the head's too. */
  readonly model: string;
  readonly head: 'labels' | 'answers';
  readonly padId: number;
  readonly examples: readonly EncodedText[];
  /** A label for each example, or an answer's first and last token. */
  readonly targets: readonly (number | TokenSpan)[];
  readonly settings: TrainingSettings;
  /** The training's, which its shuffles are drawn from. */
  readonly stream: readonly (string | number)[];
  /** The length that every training batch is padded to; the longest text's if not given. */
  readonly padTo?: number;
  readonly test: readonly EncodedText[];
}

export interface PyTorchTraining {
  readonly version: string;
  readonly steps: number;
  /** Does the next steps, and says how many seconds they took. */
  train(steps: number): Promise<number>;
  /** For each test example its logits; of an answer, those of first tokens and those of last ones. */
  test(): Promise<(readonly number[] | readonly number[][])[]>;
  close(): Promise<void>;
}

/** @param folder for the job's file */
export async function openPyTorchTraining(
  job: PyTorchJob,
  { folder, threads }: { readonly folder: string; readonly threads: number },
): Promise<PyTorchTraining> {
  const { examples, targets, settings, stream, test } = job;
  const lengths = examples.map(({ ids }) => ids.length);
  const labels = targets.every((target) => typeof target === 'number') ? targets : undefined;
  const plan = Array.from({ length: settings.epochs }, (_, epoch) =>
    batchPlan({ lengths, labels }, settings.batchSize, [...stream, 'shuffle', epoch]),
  ).flat();
  const steps = plan.length;
  const warmup = Math.round(steps * settings.warmup);
  const held = lengthSortedBatches(test, 32);
  const file = path.join(folder, 'job.json');
  const json = {
    model: job.model,
    head: job.head,
    padId: job.padId,
    padTo: job.padTo ?? 0,
    weightDecay: settings.weightDecay,
    epsilon: settings.epsilon,
    batches: plan.map((rows) => ({
      ...read(examples, rows),
      targets: rows.map((row) => targets[row]),
    })),
    learningRates: plan.map((_, step) =>
      linearSchedule(settings.learningRate, step, warmup, steps),
    ),
    test: held.map((rows) => read(test, rows)),
  };
  await writeFile(file, JSON.stringify(json));
  const peer = await openScript('training.py', [file, String(threads)]);
  return {
    version: peer.hello[0]!,
    steps,
    train: async (count) => Number(await peer.ask(`train ${count}`)),
    async test() {
      const batches = JSON.parse(await peer.ask('test')) as number[][][];
      const logits: number[][] = [];
      for (const [index, rows] of held.entries()) {
        for (const [place, row] of rows.entries()) logits[row] = batches[index]![place]!;
      }
      return logits;
    },
    close: () => peer.close(),
  };
}

function read(texts: readonly EncodedText[], rows: readonly number[]) {
  const batch = rows.map((row) => texts[row]!);
  return {
    ids: batch.map(({ ids }) => ids),
    types: batch.map(({ ids, types }) => types ?? ids.map(() => 0)),
  };
}
