import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A named stream of random numbers; the same name gives the same numbers on every machine. */
export interface RandomStream {
  /** An integer from 0 to n - 1. */
  below(n: number): number;
  /** A number from [0, 1). */
  uniform(): number;
  /** A number from the standard normal distribution (Box and Muller). */
  normal(): number;
  pick<T>(items: readonly T[]): T;
  /** k distinct items in random order, or all of them if there are fewer. */
  sample<T>(items: readonly T[], k: number): T[];
  shuffle<T>(items: readonly T[]): T[];
  /** A seed for a native library: an unsigned 32-bit integer. */
  uint32(): number;
}

/** 16 bytes that depend on the whole name: a generator's state, or a cipher's key. */
export function streamKey(...name: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(name)).digest().subarray(0, 16);
}

/**
 * The stream of a name such as `(run seed, 's3/seed', 17)`.
 *
 * Streams are derived, never shared: the numbers that a call draws do not depend on earlier calls,
 * so neither order nor parallelism changes a result.
 */
export function randomStream(...name: readonly (string | number)[]): RandomStream {
  const key = streamKey(...name);
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => key.readInt32LE(at)));
  const below = (n: number) => {
    if (n < 1) throw new RangeError('there is nothing to draw from');
    return uniformInt(generator, 0, n - 1);
  };
  const uniform = () => uniformFloat64(generator);
  const sample = <T>(items: readonly T[], k: number): T[] => {
    const rest = [...items];
    const drawn: T[] = [];
    while (drawn.length < k && rest.length > 0) {
      const at = below(rest.length);
      drawn.push(rest[at]!);
      rest[at] = rest.at(-1)!;
      rest.pop();
    }
    return drawn;
  };
  return {
    below,
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => items[below(items.length)]!,
    sample,
    shuffle: (items) => sample(items, items.length),
    uint32: () => uniformInt(generator, 0, 0xffffffff),
  };
}
