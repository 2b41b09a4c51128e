/** The softmax of one text's logits: a probability for each label, in their order. */
export function probabilities(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const shares = logits.map((value) => Math.exp(value - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
