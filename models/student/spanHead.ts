import { type Graph, reshape, type Tensor, transpose } from '../autodiff/autodiff.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { Dropout } from '../transformer/maskedDropout.ts';
import type { WeightBook } from '../transformer/weightBook.ts';

interface SpanHeadRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly book: WeightBook;
  readonly drop: Dropout;
}

/**
 * float32[B, 2, S] of the last layer's tokens, float32[B*S, H]: the logits of an answer's first and last
 * token, as in Hugging Face's `…ForQuestionAnswering` of each family.
 */
export function spanHead(hidden: Tensor, { graph, config, book, drop }: SpanHeadRequest): Tensor {
  const read = config.type === 'distilbert' ? drop(hidden) : hidden;
  const both = book.linear(read, 'qa_outputs', config.hidden, 2);
  return transpose(graph, reshape(graph, both, ['B', 'S', 2]), [0, 2, 1]);
}
