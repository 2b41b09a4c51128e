import type { OnnxValue } from '../../native/onnx/onnxSession.ts';
import type { EncodedText } from './tokenizer.ts';

/** Encoded texts as the three int64[B, S] inputs of a BERT graph, padded to the longest. */
export interface TokenBatch {
  readonly B: number;
  readonly S: number;
  readonly ids: Int32Array;
  readonly feeds: Readonly<Record<'input_ids' | 'attention_mask' | 'token_type_ids', OnnxValue>>;
}

/**
 * @param multiple the batch is padded to a multiple of this many tokens, as far as there are
 *   positions
 * @param limits ids at or above `vocabulary` and texts above `positions` are rejected, because ONNX
 *   Runtime would silently clamp them
 * @throws RangeError for those, and for a text without tokens, which would attend to nothing
 */
export function tokenBatch(
  texts: readonly EncodedText[],
  { padId, vocabulary, positions }: { padId: number; vocabulary: number; positions: number },
  multiple = 1,
): TokenBatch {
  const B = texts.length;
  const longest = texts.reduce((most, text) => Math.max(most, text.ids.length), 1);
  if (longest > positions)
    throw new RangeError(`a text of ${longest} tokens exceeds the ${positions} positions`);
  const S = Math.min(paddedLength(longest, multiple), positions);
  const ids = new Int32Array(B * S).fill(padId);
  const mask = new BigInt64Array(B * S);
  const types = new BigInt64Array(B * S);
  for (const [row, text] of texts.entries()) {
    if (text.ids.length === 0)
      throw new RangeError(`text ${row} of a batch is nothing but padding`);
    ids.set(text.ids, row * S);
    mask.fill(1n, row * S, row * S + text.ids.length);
    if (text.types) types.set(BigInt64Array.from(text.types, BigInt), row * S);
  }
  for (const id of ids) {
    if (id < 0 || id >= vocabulary)
      throw new RangeError(`token ${id} is outside the ${vocabulary} words`);
  }
  const dims = [B, S];
  return {
    B,
    S,
    ids,
    feeds: {
      input_ids: { data: BigInt64Array.from(ids, BigInt), dims },
      attention_mask: { data: mask, dims },
      token_type_ids: { data: types, dims },
    },
  };
}

/** The next multiple. */
export function paddedLength(tokens: number, multiple: number): number {
  return Math.ceil(tokens / multiple) * multiple;
}

/** Row indices in batches of texts of similar length, otherwise in their original order. */
export function lengthSortedBatches(texts: readonly EncodedText[], batchSize: number): number[][] {
  const order = texts.map((_, row) => row);
  order.sort((a, b) => texts[a]!.ids.length - texts[b]!.ids.length || a - b);
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += batchSize)
    batches.push(order.slice(at, at + batchSize));
  return batches;
}
