import { mean } from './mean.ts';

/** The share of errors over the number n of examples: scale * n^-rate. */
export interface PowerLaw {
  readonly scale: number;
  /** 0 at least: more examples make no more errors. */
  readonly rate: number;
}

/**
 * The power law that errors follow as examples are added (Hestness et al., arXiv 1712.00409, section
 * 2): least squares through their logarithms. Laws with a ceiling of their own (Viering and Loog,
 * arXiv 2103.10948) predicted no better from so few points.
 * @param points numbers of examples, above 0, and shares of errors, above 0
 */
export function fitPowerLaw(
  points: readonly { readonly n: number; readonly error: number }[],
): PowerLaw {
  const numbers = points.map(({ n }) => Math.log(n));
  const errors = points.map(({ error }) => Math.log(error));
  const [middle, level] = [mean(numbers), mean(errors)];
  const product = mean(numbers.map((x, i) => (x - middle) * (errors[i]! - level)));
  const square = mean(numbers.map((x) => (x - middle) ** 2));
  const rate = square > 0 ? Math.max(0, -product / square) : 0;
  return { scale: Math.exp(level + rate * middle), rate };
}

/** By how much `more` examples beside `n` lower the share of errors. */
export function gainOf({ scale, rate }: PowerLaw, n: number, more: number): number {
  return scale * (n ** -rate - (n + more) ** -rate);
}
