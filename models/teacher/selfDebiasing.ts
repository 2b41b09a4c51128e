import type { RandomStream } from '../randomStream.ts';

/** A token's probability, by token. */
type Probabilities = ReadonlyMap<number, number>;

/** The minimum factor by which a token's probability is scaled (ZeroGen's repository). */
const SMALLEST_SHARE = 0.01;

/**
 * Self-debiasing, as ZeroGen uses it (Ye et al. 2022, after Schick et al. 2021): a token becomes
 * less likely if another label's prompt would rather continue with it,
 * P(w) in proportion to p(w) max(0.01, exp(-decay max(0, p_other(w) - p(w)))).
 * @param own by the prompt that is continued
 * @param others by the prompts of the other labels; the highest probability among them counts
 * @returns not normalised
 */
export function selfDebiased(
  own: Probabilities,
  others: readonly Probabilities[],
  decay: number,
): Map<number, number> {
  const weights = new Map<number, number>();
  // plain loops for speed: every generated word iterates over the whole vocabulary
  for (const [token, p] of own) {
    let excess = 0;
    for (const other of others) excess = Math.max(excess, (other.get(token) ?? 0) - p);
    const share = excess === 0 ? 1 : Math.max(SMALLEST_SHARE, Math.exp(-decay * excess));
    weights.set(token, p * share);
  }
  return weights;
}

/** Relative to the most likely token. */
const HEAD = 1e-3;

/**
 * Samples a token with temperature from the nucleus: the most likely tokens that together have
 * `topP` (Holtzman et al. 2019).
 * @param weights at least one above 0; not normalised
 */
export function drawToken(
  weights: Probabilities,
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
  random: RandomStream,
): number {
  let most = 0;
  for (const weight of weights.values()) most = Math.max(most, weight);
  // relative to the largest one, so that no power of a small number underflows
  const shareOf = (weight: number) => (weight / most) ** (1 / temperature);
  let total = 0;
  for (const weight of weights.values()) total += shareOf(weight);
  const atLeast = (least: number) => {
    const tokens: Share[] = [];
    for (const [token, weight] of weights) {
      const share = shareOf(weight);
      if (share >= least) tokens.push([token, share]);
    }
    return tokens;
  };
  // few tokens are near the largest, and they usually contain the nucleus, so only these are sorted
  const wanted = topP * total;
  const nucleus = nucleusOf(atLeast(HEAD), wanted) ?? nucleusOf(atLeast(0), wanted) ?? atLeast(0);
  let left = random.uniform() * nucleus.reduce((sum, [, share]) => sum + share, 0);
  for (const [token, share] of nucleus) {
    left -= share;
    if (left < 0) return token;
  }
  return nucleus.at(-1)![0];
}

/** A token and its weight relative to the largest one. */
type Share = readonly [number, number];

/**
 * The smallest set of most likely tokens with this mass; null if all of them together have less.
 */
function nucleusOf(tokens: readonly Share[], wanted: number): Share[] | null {
  const sorted = tokens.toSorted(([, a], [, b]) => b - a);
  let mass = 0;
  for (const [at, [, share]] of sorted.entries()) {
    mass += share;
    if (mass >= wanted) return sorted.slice(0, at + 1);
  }
  return null;
}
