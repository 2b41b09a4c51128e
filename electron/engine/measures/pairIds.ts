/** Numbers pairs of integers: the first new pair is 0, the next 1, and so on. */
export interface PairIds {
  /** The pair's number, a new one if the pair is new. */
  idOf(first: number, second: number): number;
  /** The pair's number, if it has one. */
  find(first: number, second: number): number | undefined;
  readonly size: number;
}

const EMPTY = -1;

/**
 * Numbers pairs exactly: a hash table with linear probing that compares the pairs themselves, so two
 * pairs never share a number. It takes 12 to 24 bytes a pair.
 *
 * A sequence of n tokens is the pair of its first n - 1 tokens' number and its last token, so this
 * numbers n-grams too, without a string for each.
 * @param expected the number of different pairs, if it is roughly known
 */
export function pairIds(expected = 1024): PairIds {
  let slots = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
  let table = new Int32Array(slots).fill(EMPTY);
  let pairs = new Int32Array(slots);
  let size = 0;

  const slotOf = (first: number, second: number) => {
    const mask = slots - 1;
    let slot = hash(first, second) & mask;
    while (table[slot] !== EMPTY) {
      const at = 2 * table[slot]!;
      if (pairs[at] === first && pairs[at + 1] === second) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = () => {
    slots *= 2;
    const old = pairs;
    pairs = new Int32Array(slots);
    pairs.set(old);
    table = new Int32Array(slots).fill(EMPTY);
    for (let id = 0; id < size; id++) table[slotOf(old[2 * id]!, old[2 * id + 1]!)] = id;
  };
  return {
    idOf(first, second) {
      const slot = slotOf(first, second);
      if (table[slot] !== EMPTY) return table[slot]!;
      const id = size++;
      table[slot] = id;
      pairs[2 * id] = first;
      pairs[2 * id + 1] = second;
      if (size * 2 === slots) grow();
      return id;
    },
    find(first, second) {
      const id = table[slotOf(first, second)]!;
      return id === EMPTY ? undefined : id;
    },
    get size() {
      return size;
    },
  };
}

/** Mixes two integers with multipliers and shifts, so that near pairs fall into far slots. */
function hash(first: number, second: number): number {
  let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
