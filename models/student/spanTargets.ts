/** An answer's first and last token, counted from the window's first token. */
export type TokenSpan = readonly [first: number, last: number];

/**
 * The targets of the loss of a student of answers for a batch: float32[B * 2 * S], for each window
 * the first token's distribution and the last one's.
 * @throws RangeError for a token outside the batch
 */
export function spanTargets(spans: readonly TokenSpan[], S: number): Float32Array {
  const targets = new Float32Array(spans.length * 2 * S);
  for (const [row, span] of spans.entries()) {
    for (const [side, token] of span.entries()) {
      if (!Number.isInteger(token) || token < 0 || token >= S) {
        throw new RangeError(`token ${token} is outside the ${S} of the batch`);
      }
      targets[(row * 2 + side) * S + token] = 1;
    }
  }
  return targets;
}
