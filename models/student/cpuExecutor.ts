import {
  type OnnxSession,
  type OnnxValue,
  openOnnxSession,
} from '../../native/onnx/onnxSession.ts';
import { encodeModel, type Tensor } from '../autodiff/autodiff.ts';
import type { TokenBatch } from '../transformer/tokenBatch.ts';
import type { StepGradients } from './adamW.ts';
import { type DropRate, drawDropoutMasks, dropRate, MaskBuffer } from './dropoutMasks.ts';
import { mostThreads } from './mostThreads.ts';
import {
  buildStudent,
  buildTrainingStep,
  type StudentShape,
  type TrainingGraph,
} from './studentGraph.ts';
import type { Shapes, Weights } from './weights.ts';

/**
 * Runs a student's graphs on the CPU: the session computes gradients, the host applies them.
 *
 * Weights are inputs of both graphs, so one executor serves every training of the same shape.
 */
export interface CpuExecutor {
  readonly shapes: Shapes;
  /**
   * Forward and backward pass.
   * @param targets what the logits should become, of their size: `classTargets` or `spanTargets`
   * @param exampleWeights float32[B], 1/B for the mean
   * @param maskStream names the random stream of the dropout masks
   */
  lossAndGradients(
    weights: Weights,
    batch: TokenBatch,
    targets: Float32Array,
    exampleWeights: Float32Array,
    maskStream: readonly (string | number)[],
  ): Promise<{ loss: number; gradients: StepGradients }>;
  /** float32[B * classes] row by row, or float32[B * 2 * S]. */
  logits(weights: Weights, batch: TokenBatch): Promise<Float32Array>;
  release(): Promise<void>;
}

/** @param allowed threads; fewer are used where more would change the numbers */
export async function openCpuExecutor(shape: StudentShape, allowed: number): Promise<CpuExecutor> {
  const threads = Math.min(allowed, mostThreads(shape.config));
  const { dropout, headDropout, spanDropout } = shape.config;
  const rates = {
    body: dropRate(dropout),
    head: dropRate('head' in shape ? spanDropout : headDropout),
  };
  const step = buildTrainingStep(shape, { body: rates.body.rate, head: rates.head.rate });
  const forward = buildStudent(shape);
  const groups = maskGroups(step, rates);
  const gradientNames = [...step.gradients.keys()];
  const outputs = {
    loss: step.loss,
    word_rows: step.wordRowGradients,
    ...Object.fromEntries([...step.gradients].map(([name, tensor]) => [`d_${name}`, tensor])),
  };
  const training = await openOnnxSession(encodeModel(step.graph, { outputs }), { threads });
  const inference = await openOnnxSession(
    encodeModel(forward.graph, { outputs: { logits: forward.logits } }),
    { threads },
  );
  const shapes = new Map(
    [...step.parameters].map(([name, tensor]) => [name, tensor.shape as readonly number[]]),
  );
  return {
    shapes,
    async lossAndGradients(weights, batch, targets, exampleWeights, maskStream) {
      const masks = groups.map(({ rate, tensors, buffer, stream }) => {
        const dims = tensors.map((mask) => mask.shape.map((dim) => bind(dim, batch)));
        const drawn = drawDropoutMasks(dims, rate, [...maskStream, ...stream], buffer);
        return tensors.map((mask, index) => [mask.name, drawn[index]!] as const);
      });
      const feeds = {
        ...batch.feeds,
        ...weightFeeds(weights, training),
        ...Object.fromEntries(masks.flat()),
        targets: { data: targets, dims: step.targets.shape.map((dim) => bind(dim, batch)) },
        weights: { data: exampleWeights, dims: [batch.B] },
      };
      const result = await training.run(feeds, Object.keys(outputs));
      const floats = (name: string) => result[name]!.data as Float32Array;
      const dense = new Map(gradientNames.map((name) => [name, floats(`d_${name}`)]));
      return {
        loss: floats('loss')[0]!,
        gradients: { dense, wordRows: floats('word_rows'), ids: batch.ids },
      };
    },
    async logits(weights, batch) {
      const feeds = { ...batch.feeds, ...weightFeeds(weights, inference) };
      return (await inference.run(feeds, ['logits'])).logits!.data as Float32Array;
    },
    async release() {
      await training.release();
      await inference.release();
    },
  };
}

/** Masks of equal rates come from one stream. */
function maskGroups({ masks }: TrainingGraph, { body, head }: Record<'body' | 'head', DropRate>) {
  const group = (rate: DropRate, tensors: readonly Tensor[], stream: readonly string[] = []) => ({
    ...{ rate, tensors, stream },
    buffer: new MaskBuffer(),
  });
  if (body.bytes === head.bytes) return [group(body, [...masks.body, ...masks.head])];
  return [group(body, masks.body), group(head, masks.head, ['head'])];
}

function bind(dim: number | string, { B, S }: TokenBatch): number {
  if (typeof dim === 'number') return dim;
  const sizes: Record<string, number> = { B, S };
  return dim.split('*').reduce((size, name) => size * sizes[name]!, 1);
}

function weightFeeds(weights: Weights, session: OnnxSession): Record<string, OnnxValue> {
  const wanted = new Set(session.inputNames);
  const feeds: Record<string, OnnxValue> = {};
  for (const [name, { data, shape }] of weights.views) {
    if (wanted.has(name)) feeds[name] = { data, dims: shape };
  }
  return feeds;
}
