import type { OnnxValue } from '../../native/onnx/onnxSession.ts';
import type { Tensor } from '../autodiff/autodiff.ts';
import type { TokenBatch } from '../transformer/tokenBatch.ts';
import { drawDropoutMasks, dropRate, MaskBuffer } from './dropoutMasks.ts';
import type { DropRates, StudentShape, TrainingGraph } from './studentGraph.ts';

/** The dropout rates of a student's body and head, as its masks can draw them. */
export function dropRates(shape: StudentShape): DropRates {
  const { dropout, headDropout, spanDropout } = shape.config;
  return {
    embeddings: dropRate(dropout.embeddings).rate,
    attention: dropRate(dropout.attention).rate,
    attentionOutput: dropRate(dropout.attentionOutput).rate,
    feedForward: dropRate(dropout.feedForward).rate,
    head: dropRate('head' in shape ? spanDropout : headDropout).rate,
  };
}

/**
 * Draws one step's masks by their names in the graph; they must be used before the next are drawn.
 */
export type MaskDrawer = (
  batch: TokenBatch,
  stream: readonly (string | number)[],
) => (readonly [string, OnnxValue])[];

/** Draws the masks of a training graph; masks of equal rates share a stream. */
export function stepMasks({ masks }: Pick<TrainingGraph, 'masks'>): MaskDrawer {
  const rates = [...new Set(masks.map(({ rate }) => rate))];
  const groups = rates.map((rate, at) => ({
    rate: dropRate(rate),
    tensors: masks.filter((mask) => mask.rate === rate).map(({ tensor }) => tensor),
    stream: at === 0 ? [] : [`rate ${at}`],
    buffer: new MaskBuffer(),
  }));
  return (batch, maskStream) =>
    groups.flatMap(({ rate, tensors, buffer, stream }) => {
      const dims = tensors.map((mask) => boundShape(mask, batch));
      const drawn = drawDropoutMasks(dims, rate, [...maskStream, ...stream], buffer);
      return tensors.map((mask, index) => [mask.name, drawn[index]!] as const);
    });
}

/** A tensor's shape in a batch. */
export function boundShape({ shape }: Tensor, { B, S }: Pick<TokenBatch, 'B' | 'S'>): number[] {
  const sizes: Record<string, number> = { B, S };
  return shape.map((dim) =>
    typeof dim === 'number' ? dim : dim.split('*').reduce((size, name) => size * sizes[name]!, 1),
  );
}
