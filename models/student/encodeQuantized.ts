import { encodeModel, Graph } from '../autodiff/autodiff.ts';
import { buildEncoderBody } from '../transformer/buildEncoderBody.ts';
import { tokenInputs } from '../transformer/encoderBody.ts';
import { meanPooled } from '../transformer/meanPooled.ts';
import { classificationHead, meanHead, tokensOfHead } from './classificationHead.ts';
import { quantizedBook } from './quantizedBook.ts';
import type { ClassifierShape } from './studentGraph.ts';
import type { Weights } from './weights.ts';

/**
 * A classifier as an ONNX file with its matrix products and word table in eight bits: a quarter of
 * the size.
 */
export function encodeQuantized(
  { config, classes, pooling }: ClassifierShape,
  weights: Weights,
): Uint8Array {
  const graph = new Graph();
  const book = quantizedBook(graph, weights);
  const inputs = tokenInputs(graph);
  const wanted = pooling === 'mean' ? 'all' : tokensOfHead(config);
  const { hidden } = buildEncoderBody({ graph, config, book, inputs, wanted });
  const { attentionMask } = inputs;
  const head = { graph, config, classes, attentionMask, book, drop: <X>(x: X) => x };
  const logits =
    pooling === 'mean'
      ? meanHead(meanPooled(graph, hidden, attentionMask, config.hidden), head)
      : classificationHead(hidden, head);
  const plain = [...weights.views].map(([name, { data }]) => [name, data] as const);
  return encodeModel(graph, {
    outputs: { logits },
    weights: new Map<string, Float32Array | Int8Array>([...plain, ...book.quantized]),
  });
}
