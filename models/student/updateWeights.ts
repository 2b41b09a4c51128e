/**
 * AdamW's arithmetic, four weights at a time, as a WebAssembly function of about 200 bytes.
 *
 * JavaScript has no SIMD: its loop spends two thirds of the time on one square root and one
 * division after another. This is the same loop in float32, as PyTorch computes it, and just as
 * deterministic, because WebAssembly's operations round the same way on every machine. The code is
 * assembled here, as bytes, so that building Stillroom needs no compiler.
 */

/** The part that is used here; TypeScript declares WebAssembly only in its browser types. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** The constants of one step; the names are those of AdamW, Algorithm 2. */
export interface Coefficients {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** The learning rate divided by the first moment's bias correction. */
  readonly stepSize: number;
  /** One divided by the root of the second moment's bias correction. */
  readonly secondScale: number;
  /** The factor of weight decay: 1 - learningRate * weightDecay. */
  readonly keep: number;
}

/**
 * Number of elements of each array that are processed at once: together they fit a processor's
 * cache.
 */
const CHUNK = 4096;
const BYTES = 4 * CHUNK;
const PAGE = 65536;

type Code = readonly number[];

/** An unsigned number in WebAssembly's variable-length encoding (LEB128). */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

const sized = (parts: Code): Code => [...varint(parts.length), ...parts];
const section = (id: number, ...parts: Code[]): Code => [
  id,
  ...sized([...varint(parts.length), ...parts.flat()]),
];
const text = (name: string): Code => sized([...Buffer.from(name)]);
const vector = (opcode: number): Code => [0xfd, ...varint(opcode)];

const get = (local: number): Code => [0x20, local];
const set = (local: number, value: Code): Code => [...value, 0x21, local];
const plus = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xe4)];
const minus = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xe5)];
const times = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xe6)];
const over = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xe7)];
const root = (a: Code): Code => [...a, ...vector(0xe3)];
const fourOf = (scalar: Code): Code => [...scalar, ...vector(0x13)];

const [I32, F32, V128, ALIGN_4] = [0x7f, 0x7d, 0x7b, 2];
/** Parameters: the end in bytes and eight numbers. Then the locals: the position, three vectors. */
const [END, POSITION, G, M, V] = [0, 9, 10, 11, 12];
/** Each number again, as a vector of four. */
const FIRST_VECTOR = 13;
const [BETA1, ONE1, BETA2, ONE2, EPSILON, STEP_SIZE, SECOND_SCALE, KEEP] = Array.from(
  { length: 8 },
  (_, index) => get(FIRST_VECTOR + index),
) as [Code, Code, Code, Code, Code, Code, Code, Code];

/** The four arrays are contiguous in memory. */
const [WEIGHT, GRADIENT, FIRST, SECOND] = [0, BYTES, 2 * BYTES, 3 * BYTES];
const load = (array: number): Code => [
  ...get(POSITION),
  ...vector(0x00),
  ALIGN_4,
  ...varint(array),
];
const store = (array: number, value: Code): Code => [
  ...get(POSITION),
  ...value,
  ...vector(0x0b),
  ALIGN_4,
  ...varint(array),
];

/** m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w = keep w - step m / (sqrt v + e) */
const loopBody: Code = [
  ...set(G, load(GRADIENT)),
  ...set(M, plus(times(BETA1, load(FIRST)), times(ONE1, get(G)))),
  ...set(V, plus(times(BETA2, load(SECOND)), times(times(ONE2, get(G)), get(G)))),
  ...store(FIRST, get(M)),
  ...store(SECOND, get(V)),
  ...store(
    WEIGHT,
    minus(
      times(load(WEIGHT), KEEP),
      over(times(STEP_SIZE, get(M)), plus(times(root(get(V)), SECOND_SCALE), EPSILON)),
    ),
  ),
];
/** position += 16 bytes; again while position < end */
const advance: Code = [
  ...get(POSITION),
  0x41,
  16,
  0x6a,
  0x22,
  POSITION,
  ...get(END),
  0x49,
  0x0d,
  0,
];
const splats = Array.from({ length: 8 }, (_, index) =>
  set(FIRST_VECTOR + index, fourOf(get(1 + index))),
).flat();
const declarations: Code = [2, 1, I32, 3 + 8, V128];
const [LOOP, NO_RESULT, END_OF_BLOCK] = [0x03, 0x40, 0x0b];
const update: Code = [
  ...declarations,
  ...splats,
  LOOP,
  NO_RESULT,
  ...loopBody,
  ...advance,
  END_OF_BLOCK,
  END_OF_BLOCK,
];

const module = new WebAssembly.Module(
  new Uint8Array([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [0x60, 9, I32, ...Array<number>(8).fill(F32), 0]),
    ...section(3, [0]),
    ...section(5, [0, ...varint(Math.ceil((4 * BYTES) / PAGE))]),
    ...section(7, [...text('memory'), 2, 0], [...text('update'), 0, 0]),
    ...section(10, sized(update)),
  ]),
);
const exported = new WebAssembly.Instance(module).exports as {
  memory: { readonly buffer: ArrayBuffer };
  update: (end: number, ...numbers: number[]) => void;
};
const at = (array: number) => new Float32Array(exported.memory.buffer, array, CHUNK);
const [weights, gradients, firsts, seconds] = [at(WEIGHT), at(GRADIENT), at(FIRST), at(SECOND)];

/** Updates weights and their first and second moments by one step, in place. */
export function updateWeights(
  weight: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  { beta1, beta2, epsilon, stepSize, secondScale, keep }: Coefficients,
): void {
  for (let from = 0; from < weight.length; from += CHUNK) {
    const to = Math.min(weight.length, from + CHUNK);
    const length = to - from;
    weights.set(weight.subarray(from, to));
    gradients.set(gradient.subarray(from, to));
    firsts.set(first.subarray(from, to));
    seconds.set(second.subarray(from, to));
    // a partial last vector also computes on leftover elements, which nobody reads
    exported.update(
      4 * length,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      epsilon,
      stepSize,
      secondScale,
      keep,
    );
    weight.set(weights.subarray(0, length), from);
    first.set(firsts.subarray(0, length), from);
    second.set(seconds.subarray(0, length), from);
  }
}
