import type { RandomStream } from '../../models/randomStream.ts';

/** What a damaged disk, a bad editor or an attacker does to a file. */
type Mutation = (bytes: Buffer, random: RandomStream) => Buffer;

const below = (random: RandomStream, end: number) => Math.floor(random.uniform() * end);
const oneOf = <Value>(random: RandomStream, list: readonly Value[]): Value =>
  list[below(random, list.length)]!;

/** A part of the file: where it begins, and where it ends. */
function part(bytes: Buffer, random: RandomStream): [number, number] {
  const start = below(random, bytes.length + 1);
  // short parts are the likelier ones
  const length = Math.floor((bytes.length - start) * random.uniform() ** 3);
  return [start, start + length];
}

const replaced = (bytes: Buffer, [start, end]: [number, number], by: Buffer) =>
  Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)]);

const ODD_NUMBERS = [
  '-1',
  '0',
  '1e308',
  '1e-320',
  '4294967296',
  '9007199254740993',
  '0.5',
  '1e999',
];
const ODD_VALUES = [
  'null',
  '""',
  '[]',
  '{}',
  'true',
  '"\\u0000"',
  '"constructor"',
  '"__proto__"',
  '"../../x"',
  `"${'x'.repeat(5000)}"`,
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
  ...ODD_NUMBERS,
];

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  bit(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[below(random, copy.length)]! ^= 1 << below(random, 8);
    return copy;
  },
  cut: (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  zeros(bytes, random) {
    const [start, end] = part(bytes, random);
    return Buffer.from(bytes).fill(0, start, end);
  },
  ones(bytes, random) {
    const [start, end] = part(bytes, random);
    return Buffer.from(bytes).fill(0xff, start, end);
  },
  noise(bytes, random) {
    const copy = Buffer.from(bytes);
    const [start, end] = part(bytes, random);
    for (let at = start; at < end; at++) copy[at] = below(random, 256);
    return copy;
  },
  lost: (bytes, random) => replaced(bytes, part(bytes, random), Buffer.alloc(0)),
  twice(bytes, random) {
    const [start, end] = part(bytes, random);
    return replaced(bytes, [end, end], bytes.subarray(start, end));
  },
  moved(bytes, random) {
    const [start, end] = part(bytes, random);
    const rest = replaced(bytes, [start, end], Buffer.alloc(0));
    const at = below(random, rest.length + 1);
    return replaced(rest, [at, at], bytes.subarray(start, end));
  },
  integer(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length < 8) return copy;
    const value = oneOf(random, [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 62n, 2n ** 64n - 1n]);
    copy.writeBigUInt64LE(value, below(random, copy.length - 7));
    return copy;
  },
  /** Replaces a value of a text that looks like JSON or YAML. */
  value(bytes, random) {
    const text = bytes.toString('latin1');
    const found = [...text.matchAll(/-?\d+(\.\d+)?|"(\\.|[^"\\]){0,200}"|true|false|null/g)];
    if (found.length === 0) return bytes;
    const { index, 0: old } = oneOf(random, found);
    const by = Buffer.from(oneOf(random, ODD_VALUES));
    return replaced(bytes, [index, index + old.length], by);
  },
};

const names = Object.keys(MUTATIONS);

/** One to three mutations of a file, and their names. */
export function mutate(bytes: Buffer, random: RandomStream): { bytes: Buffer; how: string } {
  const how = Array.from({ length: 1 + below(random, 3) }, () => oneOf(random, names));
  return {
    bytes: how.reduce((next, name) => MUTATIONS[name]!(next, random), bytes),
    how: how.join('+'),
  };
}
