import os from 'node:os';
import { bootstrapInterval } from '../../electron/engine/measures/bootstrapInterval.ts';
import { wilsonInterval } from '../../electron/engine/measures/score.ts';
import { type RandomStream, randomStream } from '../../models/randomStream.ts';
import { atLeast } from './peer/bar.ts';
import type { BenchmarkResult } from './run.ts';

const DRAWS = Number(process.env.DRAWS ?? 10_000);
/** Samples of each bootstrap; a measure takes 10,000, which would take hours here. */
const SAMPLES = 1000;
/** Wilson's own coverage of a share of 0.05 in 20 is 0.9245, the lowest of these. */
const LEAST_COVERED = 0.92;
/** A mean of fewer values is shown without an interval. */
const FEWEST_SHOWN = 50;

/** Values whose true mean is known. */
const populations = {
  // the sum of squares of normal numbers is skewed, as edit distances are
  skewed: { mean: 3, draw: (random: RandomStream) => squares(random, 3) },
  'near 1': { mean: 0.9, draw: (random: RandomStream) => 1 - squares(random, 4) / 40 },
} as const;

/**
 * How often 95% intervals have the truth: Wilson's of shares, and the bootstrap's of means. That of 20
 * values has no bar: it shows why measures give none.
 */
export async function intervals(): Promise<BenchmarkResult> {
  const wilson = [20, 100, 600].flatMap((n) =>
    [0.05, 0.2, 0.5, 0.9].map((share) => ({
      what: `Wilson, n ${n}, share ${share}`,
      isShown: true,
      covered: wilsonCovers(n, share),
    })),
  );
  const bootstrap = [20, 50, 200].flatMap((n) =>
    Object.entries(populations).map(([name, population]) => ({
      what: `bootstrap, n ${n}, ${name}`,
      isShown: n >= FEWEST_SHOWN,
      covered: bootstrapCovers(n, population),
    })),
  );
  const all = [...wilson, ...bootstrap];
  const bars = all
    .filter(({ isShown }) => isShown)
    .map(({ what, covered }) => atLeast(what, covered, LEAST_COVERED));
  return {
    name: 'intervals',
    ratios: {},
    medians: Object.fromEntries(all.map(({ what, covered }) => [what, covered])),
    machine: { cpu: os.cpus()[0]!.model, cores: os.cpus().length, draws: DRAWS },
    bars,
  };
}

function wilsonCovers(n: number, share: number): number {
  const random = randomStream('wilson', n, share);
  return shareOf(() => {
    let right = 0;
    for (let i = 0; i < n; i++) right += Number(random.uniform() < share);
    return isWithin(share, wilsonInterval(right, n));
  });
}

function bootstrapCovers(n: number, { mean, draw }: (typeof populations)['skewed' | 'near 1']) {
  const random = randomStream('bootstrap', n, mean);
  return shareOf(() => {
    const values = Array.from({ length: n }, () => draw(random));
    return isWithin(mean, bootstrapInterval(values, random, SAMPLES));
  });
}

function shareOf(covers: () => boolean): number {
  let covered = 0;
  for (let draw = 0; draw < DRAWS; draw++) covered += Number(covers());
  return covered / DRAWS;
}

const isWithin = (truth: number, [low, high]: readonly [number, number]) =>
  low <= truth && truth <= high;

function squares(random: RandomStream, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += random.normal() ** 2;
  return sum;
}
