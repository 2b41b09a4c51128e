import type { Graph, Tensor } from '../autodiff/autodiff.ts';
import { activate } from '../transformer/activate.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { WeightBook } from '../transformer/weightBook.ts';

interface ModernHeadRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly book: WeightBook;
}

/**
 * A dense layer, its activation and a norm before the last layer of each of ModernBERT's heads: transformers'
 * `ModernBertPredictionHead`. float32[rows, H] to the same shape.
 */
export function modernHead(x: Tensor, { graph, config, book }: ModernHeadRequest): Tensor {
  const { hidden: H, epsilon } = config;
  const { biases, headActivation } = config.modern!;
  const dense = book.linear(x, 'head.dense', H, H, { bias: biases.classifier });
  return book.norm(activate(graph, dense, headActivation), 'head.norm', H, epsilon, {
    bias: biases.norm,
  });
}
