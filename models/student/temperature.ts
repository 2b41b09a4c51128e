/** Temperature scaling, which calibrates the probabilities of a student. */
export interface Temperature {
  /** Logits are divided by it: above 1 for an overconfident student. */
  readonly temperature: number;
  /** The mean negative log-likelihood of the correct labels, in nats, at a temperature of 1. */
  readonly before: number;
  /** The same at the fitted temperature. */
  readonly after: number;
}

/** The bounds of the fit; a student that is always right would fit a temperature of 0. */
const [COLDEST, HOTTEST] = [0.05, 20];
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature that maximizes the likelihood of held-out labels (Guo et al. 2017, section 4.2).
 *
 * The negative log-likelihood has a single minimum over the temperature, so a golden-section search
 * finds it.
 * @param logits of held-out texts, not of training texts
 */
export function fitTemperature(
  logits: readonly (readonly number[])[],
  labels: readonly number[],
): Temperature {
  if (logits.length === 0) throw new RangeError('a temperature needs held-out texts');
  const cost = (log: number) => {
    const costs = logits.map((row, i) => negativeLog(row, labels[i]!, Math.exp(log)));
    return costs.reduce((sum, value) => sum + value, 0) / logits.length;
  };
  let [low, high] = [Math.log(COLDEST), Math.log(HOTTEST)];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [costLeft, costRight] = [cost(left), cost(right)];
  while (high - low > 1e-4) {
    if (costLeft <= costRight) {
      [high, right, costRight] = [right, left, costLeft];
      left = high - GOLDEN * (high - low);
      costLeft = cost(left);
    } else {
      [low, left, costLeft] = [left, right, costRight];
      right = low + GOLDEN * (high - low);
      costRight = cost(right);
    }
  }
  const middle = (low + high) / 2;
  return { temperature: Math.exp(middle), before: cost(0), after: cost(middle) };
}

/** The negative logarithm of a label's probability, exact even if that probability underflows. */
function negativeLog(logits: readonly number[], label: number, temperature: number): number {
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp((logit - highest) / temperature), 0);
  return Math.log(sum) - (logits[label]! - highest) / temperature;
}

/** The softmax of logits divided by a temperature: probabilities from 0 to 1 that sum to 1. */
export function atTemperature(logits: readonly number[], temperature = 1): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
