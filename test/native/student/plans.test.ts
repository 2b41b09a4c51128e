import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../models/randomStream.ts';
import { batchPlan, linearSchedule, shapedRuns } from '../../../models/student/batchPlan.ts';
import { drawDropoutMasks, dropRate, MaskBuffer } from '../../../models/student/dropoutMasks.ts';

describe('batchPlan', () => {
  const random = randomStream('lengths');
  const lengths = Array.from({ length: 203 }, () => 3 + random.below(60));

  it.each([1, 7, 8, 300])('has each row once in batches of %i', (size) => {
    const batches = batchPlan({ lengths }, size, ['run', 0]);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, row) => row));
    expect(batches.length).toBe(Math.ceil(203 / size));
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(size);
  });

  it('is the same for a name, and another for each epoch', () => {
    expect(batchPlan({ lengths }, 8, ['run', 0])).toEqual(batchPlan({ lengths }, 8, ['run', 0]));
    expect(batchPlan({ lengths }, 8, ['run', 0])).not.toEqual(
      batchPlan({ lengths }, 8, ['run', 1]),
    );
  });

  it('pads less than half of what batches in the order of the rows pad', () => {
    const padding = (batches: number[][]) =>
      batches.reduce((sum, batch) => {
        const longest = Math.max(...batch.map((row) => lengths[row]!));
        return sum + batch.reduce((rest, row) => rest + longest - lengths[row]!, 0);
      }, 0);
    const inOrder = Array.from({ length: 26 }, (_, at) =>
      lengths.map((_, row) => row).slice(8 * at, 8 * at + 8),
    );
    expect(padding(batchPlan({ lengths }, 8, ['run', 0]))).toBeLessThan(padding(inOrder) / 2);
  });

  it('gives every batch its share of a rare label, whose texts are the longest', () => {
    // as unwanted messages are among messages: one in seven, and longer than nearly all others
    const labels = lengths.map((_, row) => (row % 7 === 0 ? 1 : 0));
    const longer = lengths.map((length, row) => length + 60 * labels[row]!);
    const rare = (batch: readonly number[]) => batch.filter((row) => labels[row] === 1).length;
    const full = (batches: number[][]) => batches.filter((batch) => batch.length === 14);
    const spread = full(batchPlan({ lengths: longer, labels }, 14, ['run', 0])).map(rare);
    expect(Math.min(...spread)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...spread)).toBeLessThanOrEqual(3);
    const byLength = full(batchPlan({ lengths: longer }, 14, ['run', 0])).map(rare);
    expect(byLength).toContain(0);
    expect(byLength).toContain(14);
  });
});

describe('shapedRuns', () => {
  const random = randomStream('lengths');
  const lengths = Array.from({ length: 2003 }, () => 3 + random.below(60));
  const padded = (longest: number) => Math.ceil(longest / 16) * 16;
  const runs = shapedRuns({ lengths }, 8, padded, ['run', 0]);

  it('have the batches of the plan, in another order', () => {
    const sorted = (batches: number[][]) => batches.map(String).sort();
    expect(sorted(runs.flat())).toEqual(sorted(batchPlan({ lengths }, 8, ['run', 0])));
    expect(shapedRuns({ lengths }, 8, padded, ['run', 0])).toEqual(runs);
  });

  it('are each of one shape, and not all of a shape side by side', () => {
    const shapes = runs.map((run) => {
      const own = run.map((rows) => [
        rows.length,
        padded(Math.max(...rows.map((r) => lengths[r]!))),
      ]);
      expect(new Set(own.map(String)).size).toBe(1);
      expect(run.length).toBeLessThanOrEqual(64);
      return String(own[0]);
    });
    expect(shapes.length).toBeGreaterThan(new Set(shapes).size);
  });
});

it('linearSchedule gives the learning rates of get_linear_schedule_with_warmup', () => {
  // transformers 5.23: AdamW(lr=2e-5), get_linear_schedule_with_warmup(optimizer, 3, 10)
  const theirs = [
    0, 6.666666666666667e-6, 1.3333333333333333e-5, 2e-5, 1.7142857142857142e-5,
    1.4285714285714287e-5, 1.1428571428571429e-5, 8.571428571428571e-6, 5.7142857142857145e-6,
    2.8571428571428573e-6,
  ];
  for (const [step, rate] of theirs.entries()) {
    expect(linearSchedule(2e-5, step, 3, 10)).toBeCloseTo(rate, 12);
  }
  expect(linearSchedule(2e-5, 0, 0, 10)).toBe(2e-5);
});

describe('dropout masks', () => {
  const shapes = [
    [8, 12, 64, 64],
    [3, 5],
    [1000, 33],
  ];

  it('are of the shapes asked for and drop at the rate, within three sigma', () => {
    for (const wanted of [0.05, 0.1, 0.5]) {
      const rate = dropRate(wanted);
      expect(Math.abs(rate.rate - wanted)).toBeLessThanOrEqual(1 / 512);
      const masks = drawDropoutMasks(shapes, rate, ['run', wanted]);
      expect(masks.map(({ dims }) => dims)).toEqual(shapes);
      for (const [index, { data }] of masks.entries()) {
        expect(data.length).toBe(shapes[index]!.reduce((a, b) => a * b, 1));
        const kept = (data as Uint8Array).reduce((sum, byte) => sum + byte, 0);
        const sigma = Math.sqrt(data.length * rate.rate * (1 - rate.rate));
        expect(Math.abs(data.length * (1 - rate.rate) - kept)).toBeLessThan(3 * sigma);
      }
    }
  });

  it('hold 0 and 1 only, and keep all at a rate of 0', () => {
    const bytes = (rate: number) =>
      new Set(drawDropoutMasks(shapes, dropRate(rate), ['run'])[0]!.data as Uint8Array);
    expect(bytes(0.1)).toEqual(new Set([0, 1]));
    expect(bytes(0)).toEqual(new Set([1]));
  });

  it('depend on the name of the stream alone', () => {
    const draw = (step: number, buffer?: MaskBuffer) =>
      drawDropoutMasks(shapes, dropRate(0.1), ['run', step], buffer).map(({ data }) =>
        Buffer.from(data as Uint8Array).toString('base64'),
      );
    const used = new MaskBuffer();
    draw(1, used);
    expect(draw(7, used)).toEqual(draw(7));
    expect(draw(8)).not.toEqual(draw(7));
  });

  it('refuse a rate above a half', () => {
    expect(() => dropRate(0.6)).toThrow(RangeError);
  });
});
