import type { RandomStream } from '../randomStream.ts';

/** A token's probability, by token. */
type Probabilities = ReadonlyMap<number, number>;

/** The least share of its probability that a token keeps (ZeroGen's repository). */
const SMALLEST_SHARE = 0.01;

/**
 * Self-debiasing, as ZeroGen uses it (Ye et al. 2022, after Schick et al. 2021): a token that another
 * label's prompt would rather go on with becomes less likely,
 * P(w) in proportion to p(w) max(0.01, exp(-decay max(0, p_other(w) - p(w)))).
 *
 * @param own by the prompt that is gone on with
 * @param others by the prompts of the other labels; of several the likeliest counts
 * @returns not normalised
 */
export function selfDebiased(
  own: Probabilities,
  others: readonly Probabilities[],
  decay: number,
): Map<number, number> {
  const weights = new Map<number, number>();
  // plain loops: there are as many tokens as the vocabulary has, for each word that is written
  for (const [token, p] of own) {
    let excess = 0;
    for (const other of others) excess = Math.max(excess, (other.get(token) ?? 0) - p);
    const share = excess === 0 ? 1 : Math.max(SMALLEST_SHARE, Math.exp(-decay * excess));
    weights.set(token, p * share);
  }
  return weights;
}

/** Beside the likeliest token. */
const HEAD = 1e-3;

/**
 * A token by temperature, then from the nucleus: the likeliest tokens that together have `topP`
 * (Holtzman et al. 2019).
 * @param weights at least one above 0; not normalised
 */
export function drawToken(
  weights: Probabilities,
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
  random: RandomStream,
): number {
  let most = 0;
  for (const weight of weights.values()) most = Math.max(most, weight);
  // beside the greatest one, so that no power of a small number is lost
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
  // few tokens are near the greatest, and as a rule the nucleus is among them: only these are sorted
  const wanted = topP * total;
  const nucleus = nucleusOf(atLeast(HEAD), wanted) ?? nucleusOf(atLeast(0), wanted) ?? atLeast(0);
  let left = random.uniform() * nucleus.reduce((sum, [, share]) => sum + share, 0);
  for (const [token, share] of nucleus) {
    left -= share;
    if (left < 0) return token;
  }
  return nucleus.at(-1)![0];
}

/** A token and its weight beside the greatest one. */
type Share = readonly [number, number];

/** The fewest likeliest tokens that have such a mass; null where all of them have not. */
function nucleusOf(tokens: readonly Share[], wanted: number): Share[] | null {
  const sorted = tokens.toSorted(([, a], [, b]) => b - a);
  let mass = 0;
  for (const [at, [, share]] of sorted.entries()) {
    mass += share;
    if (mass >= wanted) return sorted.slice(0, at + 1);
  }
  return null;
}
