import { randomStream } from '../../../models/randomStream.ts';
import type { Figure } from '../../contract/figure.ts';
import { bootstrapInterval } from './bootstrapInterval.ts';
import { mean } from './mean.ts';
import { Z_95 } from './score.ts';
import { standardError } from './standardError.ts';

/** The percentiles of fewer values cover the mean too rarely (test/bench/intervals.ts). */
const FEWEST = 50;
/** With more values samples take seconds, and their percentiles are those of a normal distribution. */
const MOST_SAMPLED = 2000;

/**
 * A mean with its 95% interval: the bootstrap's up to 2,000 values, the normal distribution's above.
 * There is none of fewer than 50 values, or if all are equal: a point would claim certainty.
 * @param values one at least
 */
export function bootstrapMean(values: readonly number[]): Figure {
  const value = mean(values);
  if (values.length < FEWEST || values.every((one) => one === values[0])) return { value };
  if (values.length > MOST_SAMPLED) {
    const half = Z_95 * standardError(values) * Math.abs(value);
    return { value, ci95: [value - half, value + half] };
  }
  // always the same samples, so that a measure is the same whenever it is made
  return { value, ci95: bootstrapInterval(values, randomStream('mean', values.length)) };
}
