import type { RelativePositions } from './encoderConfig.ts';

/**
 * DeBERTa-v2's row for a distance between two tokens, from 0 to `2 * buckets - 1`: near distances
 * have separate rows, far ones share rows by their logarithm (He et al. 2021, DeBERTaV3's code,
 * make_log_bucket_position). Rounded to float32 where PyTorch rounds, since a ceiling follows.
 */
export function relativeBucket(distance: number, { buckets, longest }: RelativePositions): number {
  const middle = Math.floor(buckets / 2);
  const far = Math.abs(distance);
  const bucket = far <= middle ? distance : Math.sign(distance) * farBucket(far, middle, longest);
  return Math.min(2 * buckets - 1, Math.max(0, buckets + bucket));
}

function farBucket(far: number, middle: number, longest: number): number {
  const { fround } = Math;
  const log = (value: number) => fround(Math.log(fround(value)));
  const share = fround(log(far / middle) / log((longest - 1) / middle));
  return Math.ceil(fround(share * (middle - 1))) + middle;
}
