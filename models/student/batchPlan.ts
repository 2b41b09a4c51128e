import { randomStream } from '../randomStream.ts';

/**
 * Number of batches that are sorted by length together: enough for even lengths, few enough to mix.
 */
const BATCHES_A_BUCKET = 16;

/**
 * One epoch's batches of row indices: shuffled, of similar length inside, in random order.
 *
 * Every row occurs once. Rows are shuffled, cut into buckets, sorted by length within each bucket,
 * cut into batches, and the batches shuffled. This gives little padding and a different order in
 * each epoch.
 */
export function batchPlan(
  lengths: readonly number[],
  batchSize: number,
  stream: readonly (string | number)[],
): number[][] {
  const random = randomStream(...stream);
  const rows = random.shuffle(lengths.map((_, row) => row));
  const bucketSize = batchSize * BATCHES_A_BUCKET;
  const batches: number[][] = [];
  for (let at = 0; at < rows.length; at += bucketSize) {
    const bucket = rows.slice(at, at + bucketSize).sort((a, b) => lengths[a]! - lengths[b]!);
    for (let from = 0; from < bucket.length; from += batchSize) {
      batches.push(bucket.slice(from, from + batchSize));
    }
  }
  return random.shuffle(batches);
}

/** Maximum run of batches of the same shape, so that lengths still mix. */
const BATCHES_A_RUN = 64;

/**
 * The same batches in runs of equal shape, for an executor that processes many at a time: equal
 * numbers of rows, and equal length after padding. The runs are in random order.
 * @param padded the length of a batch after padding
 */
export function shapedRuns(
  lengths: readonly number[],
  batchSize: number,
  padded: (longest: number) => number,
  stream: readonly (string | number)[],
): number[][][] {
  const byShape = new Map<string, number[][]>();
  for (const batch of batchPlan(lengths, batchSize, stream)) {
    const length = padded(Math.max(...batch.map((row) => lengths[row]!)));
    const shape = `${batch.length} x ${length}`;
    byShape.set(shape, [...(byShape.get(shape) ?? []), batch]);
  }
  const runs = [...byShape.values()].flatMap((batches) => chunks(batches, BATCHES_A_RUN));
  return randomStream(...stream, 'runs').shuffle(runs);
}

/** Splits a list into chunks; the last one may be shorter. */
export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/**
 * The learning rate at a step of linear warm-up and linear decay to 0, as in Hugging Face's
 * `get_linear_schedule_with_warmup`.
 * @param step from 0 to total - 1
 */
export function linearSchedule(peak: number, step: number, warmup: number, total: number): number {
  if (step < warmup) return (peak * step) / Math.max(1, warmup);
  return (peak * (total - step)) / Math.max(1, total - warmup);
}
