import {
  add,
  castToFloat,
  type Graph,
  multiply,
  reshape,
  subtract,
  type Tensor,
  transpose,
} from '../autodiff/autodiff.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { Dropout } from '../transformer/maskedDropout.ts';
import type { WeightBook } from '../transformer/weightBook.ts';
import { modernHead } from './modernHead.ts';

/** Added to a logit, this results in a probability of exactly 0 in float32. */
const PADDING = -1e9;

interface SpanHeadRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly attentionMask: Tensor;
  readonly book: WeightBook;
  readonly drop: Dropout;
}

/**
 * Maps the last layer's tokens, float32[B*S, H], to float32[B, 2, S]: the logits of an answer's
 * first and last token, as in Hugging Face's `…ForQuestionAnswering` of each family.
 *
 * Unlike there, padding can be neither, because the way a batch is padded must not change its loss.
 */
export function spanHead(
  hidden: Tensor,
  { graph, config, attentionMask, book, drop }: SpanHeadRequest,
): Tensor {
  const both = book.linear(
    readBySpans(hidden, { graph, config, book, drop }),
    config.type === 'modernbert' ? 'classifier' : 'qa_outputs',
    config.hidden,
    2,
  );
  const logits = transpose(graph, reshape(graph, both, ['B', 'S', 2]), [0, 2, 1]);
  const mask = reshape(graph, castToFloat(graph, attentionMask), ['B', 1, 'S']);
  const isPadding = subtract(graph, graph.scalar(1), mask);
  return add(graph, logits, multiply(graph, isPadding, graph.scalar(PADDING)));
}

/** What the last layer of the family's head reads. */
function readBySpans(
  hidden: Tensor,
  { graph, config, book, drop }: Omit<SpanHeadRequest, 'attentionMask'>,
): Tensor {
  if (config.type === 'modernbert') return drop(modernHead(hidden, { graph, config, book }));
  return config.type === 'distilbert' ? drop(hidden) : hidden;
}
