import { encodeModel, Graph } from '../autodiff/autodiff.ts';
import { buildEncoderBody } from '../transformer/buildEncoderBody.ts';
import { tokenInputs } from '../transformer/encoderBody.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import { classificationHead } from './classificationHead.ts';
import { quantizedBook } from './quantizedBook.ts';
import type { Weights } from './weights.ts';

/**
 * A classifier as an ONNX file with its matrix products and word table in eight bits: a quarter of
 * the size.
 */
export function encodeQuantized(
  { config, classes }: { readonly config: EncoderConfig; readonly classes: number },
  weights: Weights,
): Uint8Array {
  const graph = new Graph();
  const book = quantizedBook(graph, weights);
  const { hidden } = buildEncoderBody({
    graph,
    config,
    book,
    inputs: tokenInputs(graph),
    wanted: 'first',
  });
  const head = { graph, config, classes, book, drop: <X>(x: X) => x };
  const logits = classificationHead(hidden, head);
  const plain = [...weights.views].map(([name, { data }]) => [name, data] as const);
  return encodeModel(graph, {
    outputs: { logits },
    weights: new Map<string, Float32Array | Int8Array>([...plain, ...book.quantized]),
  });
}
