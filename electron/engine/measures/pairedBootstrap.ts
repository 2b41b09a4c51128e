import { randomStream } from '../../../models/randomStream.ts';
import { bootstrapInterval } from './bootstrapInterval.ts';

/**
 * The mean difference of two classifiers on the same texts, and its 95% interval: the percentiles of
 * the means of 10,000 samples of the texts, drawn with replacement (the paired bootstrap: Efron and
 * Tibshirani 1993, section 13.3).
 * @param differences for each text, how often one is right minus how often the other is, from -1 to 1
 */
export function pairedBootstrap(differences: readonly number[]): {
  readonly difference: number;
  readonly ci95: readonly [number, number];
} {
  const n = differences.length;
  // always the same samples, so that a report is the same whenever it is made
  const random = randomStream('paired bootstrap', n);
  return {
    difference: differences.reduce((a, b) => a + b, 0) / n,
    ci95: bootstrapInterval(differences, random),
  };
}
