import { type Graph, gelu, type Tensor } from '../autodiff/autodiff.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { WeightBook } from '../transformer/weightBook.ts';

interface ModernHeadRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly book: WeightBook;
}

/**
 * A dense layer, GELU and a norm before the last layer of each of ModernBERT's heads: transformers'
 * `ModernBertPredictionHead`. float32[rows, H] to the same shape.
 */
export function modernHead(x: Tensor, { graph, config, book }: ModernHeadRequest): Tensor {
  const { hidden: H, epsilon } = config;
  const { biases } = config.modern!;
  const dense = book.linear(x, 'head.dense', H, H, { bias: biases.classifier });
  return book.norm(gelu(graph, dense), 'head.norm', H, epsilon, { bias: biases.norm });
}
