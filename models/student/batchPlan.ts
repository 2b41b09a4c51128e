import { randomStream } from '../randomStream.ts';

/**
 * Number of batches that are sorted by length together: enough for even lengths, few enough to mix.
 */
const BATCHES_A_BUCKET = 16;

/** The rows of an epoch. */
export interface PlannedRows {
  /** The length of each row, in tokens. */
  readonly lengths: readonly number[];
  /** The label of each row, which every batch should have its share of; one for all if undefined. */
  readonly labels?: readonly number[] | undefined;
}

/**
 * One epoch's batches of row indices: shuffled, of similar length inside, in random order.
 *
 * Every row occurs once. Rows are shuffled, cut into buckets, sorted by length within each bucket,
 * cut into batches, and the batches shuffled. This gives little padding and a different order in
 * each epoch. Where a label's texts are longer than another's, a sort by length alone would make
 * batches of one label, so each label's rows are spread over the whole bucket, short ones first.
 */
export function batchPlan(
  { lengths, labels }: PlannedRows,
  batchSize: number,
  stream: readonly (string | number)[],
): number[][] {
  const random = randomStream(...stream);
  const rows = random.shuffle(lengths.map((_, row) => row));
  const bucketSize = batchSize * BATCHES_A_BUCKET;
  const batches: number[][] = [];
  for (let at = 0; at < rows.length; at += bucketSize) {
    const byLength = rows.slice(at, at + bucketSize).sort((a, b) => lengths[a]! - lengths[b]!);
    const bucket = labels ? spread(byLength, labels) : byLength;
    for (let from = 0; from < bucket.length; from += batchSize) {
      batches.push(bucket.slice(from, from + batchSize));
    }
  }
  return random.shuffle(batches);
}

/** Sorts rows by their rank among those of their label, so that any part has about equal shares. */
function spread(rows: readonly number[], labels: readonly number[]): number[] {
  const counts = new Map<number, number>();
  const ranks = rows.map((row) => {
    const rank = counts.get(labels[row]!) ?? 0;
    counts.set(labels[row]!, rank + 1);
    return { row, rank };
  });
  const place = ({ row, rank }: (typeof ranks)[number]) => (rank + 0.5) / counts.get(labels[row]!)!;
  return ranks.toSorted((a, b) => place(a) - place(b)).map(({ row }) => row);
}

/** Maximum run of batches of the same shape, so that lengths still mix. */
const BATCHES_A_RUN = 64;

/**
 * The same batches in runs of equal shape, for an executor that processes many at a time: equal
 * numbers of rows, and equal length after padding. The runs are in random order.
 * @param padded the length of a batch after padding
 */
export function shapedRuns(
  rows: PlannedRows,
  batchSize: number,
  padded: (longest: number) => number,
  stream: readonly (string | number)[],
): number[][][] {
  const byShape = new Map<string, number[][]>();
  for (const batch of batchPlan(rows, batchSize, stream)) {
    const length = padded(Math.max(...batch.map((row) => rows.lengths[row]!)));
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
