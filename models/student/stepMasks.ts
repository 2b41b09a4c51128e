import type { OnnxValue } from '../../native/onnx/onnxSession.ts';
import type { Tensor } from '../autodiff/autodiff.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { TokenBatch } from '../transformer/tokenBatch.ts';
import { type DropRate, drawDropoutMasks, dropRate, MaskBuffer } from './dropoutMasks.ts';
import type { StudentShape, TrainingGraph } from './studentGraph.ts';

type Rates = Readonly<Record<'body' | 'head', DropRate>>;

/** The dropout rates of a student's body and head. */
export function dropRates(shape: StudentShape): Rates {
  const { dropout, headDropout, spanDropout }: EncoderConfig = shape.config;
  return { body: dropRate(dropout), head: dropRate('head' in shape ? spanDropout : headDropout) };
}

/**
 * Draws one step's masks by their names in the graph; they must be used before the next are drawn.
 */
export type MaskDrawer = (
  batch: TokenBatch,
  stream: readonly (string | number)[],
) => (readonly [string, OnnxValue])[];

/** Draws the masks of a training graph that was built for these rates. */
export function stepMasks({ masks }: Pick<TrainingGraph, 'masks'>, rates: Rates): MaskDrawer {
  const groups = maskGroups(masks, rates);
  return (batch, maskStream) =>
    groups.flatMap(({ rate, tensors, buffer, stream }) => {
      const dims = tensors.map((mask) => boundShape(mask, batch));
      const drawn = drawDropoutMasks(dims, rate, [...maskStream, ...stream], buffer);
      return tensors.map((mask, index) => [mask.name, drawn[index]!] as const);
    });
}

/** Masks of equal rates share a stream. */
function maskGroups(masks: TrainingGraph['masks'], { body, head }: Rates) {
  const group = (rate: DropRate, tensors: readonly Tensor[], stream: readonly string[] = []) => ({
    rate,
    tensors,
    stream,
    buffer: new MaskBuffer(),
  });
  if (body.bytes === head.bytes) return [group(body, [...masks.body, ...masks.head])];
  return [group(body, masks.body), group(head, masks.head, ['head'])];
}

/** A tensor's shape in a batch. */
export function boundShape({ shape }: Tensor, { B, S }: Pick<TokenBatch, 'B' | 'S'>): number[] {
  const sizes: Record<string, number> = { B, S };
  return shape.map((dim) =>
    typeof dim === 'number' ? dim : dim.split('*').reduce((size, name) => size * sizes[name]!, 1),
  );
}
