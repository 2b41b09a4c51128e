/**
 * AdamW's arithmetic, four weights at a time, as WebAssembly functions of a few hundred bytes.
 *
 * JavaScript has no SIMD: its loop spends two thirds of the time on one square root and one
 * division after another. This is the same loop in float32, as PyTorch computes it, and just as
 * deterministic, because WebAssembly's operations round the same way on every machine. The code is
 * assembled here, as bytes, so that building Stillroom needs no compiler.
 *
 * WebAssembly reads nothing but its own memories, and copying weights and moments there and back
 * takes longer than the arithmetic. Therefore they live in such memories: see `allocateFloats`.
 */

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** The part that is used here; TypeScript declares WebAssembly only in its browser types. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly memory: Readonly<Record<string, Memory>> },
  ) => { readonly exports: unknown };
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

/** Number of gradients that are copied at once: few enough to stay in a processor's cache. */
const CHUNK = 4096;
const PAGE = 65536;

const MEMORIES = ['weight', 'gradient', 'first', 'second'] as const;
type Role = (typeof MEMORIES)[number];

/**
 * The place at which an array begins in its memory. Memories begin gigabytes apart, at addresses whose lower halves
 * are equal, and some processors' caches seem to take such addresses for each other: on an AMD EPYC a
 * step took six times as long without these offsets.
 */
const START: Readonly<Record<Role, number>> = {
  weight: 0,
  gradient: 4096 + 64,
  first: 2 * (4096 + 64),
  second: 4 * (4096 + 64),
};

const memories = new WeakMap<ArrayBufferLike, { readonly memory: Memory; readonly role: Role }>();

/** Zeros in a memory of their own, which `weightUpdate` updates in place; at most 4 GiB. */
export function allocateFloats(role: Role, length: number): Float32Array {
  const bytes = START[role] + 4 * length;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  memories.set(memory.buffer, { memory, role });
  return new Float32Array(memory.buffer, START[role], length);
}

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

const [I32, F32, V128, ALIGN_4, ANOTHER_MEMORY] = [0x7f, 0x7d, 0x7b, 2, 0x40];
const [BLOCK, LOOP, NO_RESULT, END_OF_BLOCK, BRANCH, BRANCH_IF] = [2, 3, 0x40, 0x0b, 0x0c, 0x0d];

/** The opcodes for one number, and for a vector of four of them. */
const ONE = {
  ...{ bytes: 4, load: [0x2a], store: [0x38] },
  ...{ root: [0x91], plus: [0x92], minus: [0x93], times: [0x94], over: [0x95] },
};
const FOUR = {
  ...{ bytes: 16, load: vector(0x00), store: vector(0x0b) },
  ...{ root: vector(0xe3), plus: vector(0xe4), minus: vector(0xe5) },
  ...{ times: vector(0xe6), over: vector(0xe7) },
};

/** What the body of a loop is written with. */
interface Parts<Name extends string> {
  readonly numbers: Readonly<Record<Name, Code>>;
  load(role: Role): Code;
  store(role: Role, value: Code): Code;
  keep(variable: number, value: Code): Code;
  kept(variable: number): Code;
  root(a: Code): Code;
  plus(a: Code, b: Code): Code;
  minus(a: Code, b: Code): Code;
  times(a: Code, b: Code): Code;
  over(a: Code, b: Code): Code;
}

/**
 * A function of a start and an end in bytes and of the named numbers: computes `body` for each weight
 * between the two, for four at a time while there are four.
 * @param variables how many `body` keeps
 */
function overWeights<Name extends string>(
  names: readonly Name[],
  variables: number,
  body: (parts: Parts<Name>) => Code,
): Code {
  const [position, end, firstNumber] = [0, 1, 2];
  // gradients are copied to the start of their memory, so they have a position of their own
  const gradientPosition = firstNumber + names.length;
  const singles = gradientPosition + 1;
  const vectors = singles + variables;
  const splats = vectors + variables;

  const loop = (ops: typeof ONE | typeof FOUR, firstVariable: number, numbersAt: number): Code => {
    const at = (role: Role) => get(role === 'gradient' ? gradientPosition : position);
    const access = (role: Role) => [
      ...[ALIGN_4 | ANOTHER_MEMORY, MEMORIES.indexOf(role)],
      ...varint(START[role]),
    ];
    const advance = (local: number) => set(local, [...get(local), 0x41, ops.bytes, 0x6a]);
    return [
      ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
      // leave where fewer bytes than these are left
      ...[...get(end), ...get(position), 0x6b, 0x41, ops.bytes, 0x49, BRANCH_IF, 1],
      ...body({
        numbers: Object.fromEntries(
          names.map((name, index) => [name, get(numbersAt + index)]),
        ) as Record<Name, Code>,
        load: (role) => [...at(role), ...ops.load, ...access(role)],
        store: (role, value) => [...at(role), ...value, ...ops.store, ...access(role)],
        keep: (variable, value) => set(firstVariable + variable, value),
        kept: (variable) => get(firstVariable + variable),
        root: (a) => [...a, ...ops.root],
        plus: (a, b) => [...a, ...b, ...ops.plus],
        minus: (a, b) => [...a, ...b, ...ops.minus],
        times: (a, b) => [...a, ...b, ...ops.times],
        over: (a, b) => [...a, ...b, ...ops.over],
      }),
      ...[...advance(position), ...advance(gradientPosition)],
      ...[BRANCH, 0, END_OF_BLOCK, END_OF_BLOCK],
    ];
  };
  return sized([
    ...[3, 1, I32, variables, F32, variables + names.length, V128],
    ...names.flatMap((_, index) =>
      set(splats + index, [...get(firstNumber + index), ...vector(0x13)]),
    ),
    ...loop(FOUR, vectors, splats),
    ...loop(ONE, singles, firstNumber),
    END_OF_BLOCK,
  ]);
}

const NUMBERS = [
  ...(['beta1', 'one1', 'beta2', 'one2'] as const),
  ...(['epsilon', 'stepSize', 'secondScale', 'keep'] as const),
];

/** m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w = keep w - step m / (sqrt v + e) */
const update = overWeights(NUMBERS, 3, ({ numbers, load, store, keep, kept, ...parts }) => {
  const { root, plus, minus, times, over } = parts;
  const { beta1, one1, beta2, one2, epsilon, stepSize, secondScale } = numbers;
  const [g, m, v] = [0, 1, 2];
  const size = plus(times(root(kept(v)), secondScale), epsilon);
  return [
    ...keep(g, load('gradient')),
    ...keep(m, plus(times(beta1, load('first')), times(one1, kept(g)))),
    ...keep(v, plus(times(beta2, load('second')), times(times(one2, kept(g)), kept(g)))),
    ...store('first', kept(m)),
    ...store('second', kept(v)),
    ...store(
      'weight',
      minus(times(load('weight'), numbers.keep), over(times(stepSize, kept(m)), size)),
    ),
  ];
});

/** w = keep w */
const decay = overWeights(['keep'], 0, ({ numbers, load, store, times }) =>
  store('weight', times(load('weight'), numbers.keep)),
);

const takes = (numbers: number): Code => [
  ...[0x60, 2 + numbers, I32, I32],
  ...[...Array<number>(numbers).fill(F32), 0],
];
const MODULE = new WebAssembly.Module(
  new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, takes(NUMBERS.length), takes(1)),
    ...section(2, ...MEMORIES.map((name) => [...text('memory'), ...text(name), 2, 0, 0])),
    ...section(3, [0], [1]),
    ...section(7, [...text('update'), 0, 0], [...text('decay'), 0, 1]),
    ...section(10, update, decay),
  ]),
);
const gradients = allocateFloats('gradient', CHUNK);

/** AdamW's step over arrays from `allocateFloats`, in place. */
export interface WeightUpdate {
  /** Updates weights and moments from the element `at` on, one for each gradient. */
  update(at: number, gradient: Float32Array, coefficients: Coefficients): void;
  /** Multiplies the weights from `at` to before `end`: a step where both moments are zero. */
  decay(at: number, end: number, keep: number): void;
}

/** @throws RangeError if an array is not from `allocateFloats` */
export function weightUpdate(
  weight: Float32Array,
  first: Float32Array,
  second: Float32Array,
): WeightUpdate {
  const given = { weight, gradient: gradients, first, second };
  const imported = MEMORIES.map((role) => {
    const known = memories.get(given[role].buffer);
    if (known?.role !== role) throw new RangeError(`${role} is not from allocateFloats`);
    return [role, known.memory] as const;
  });
  const run = new WebAssembly.Instance(MODULE, { memory: Object.fromEntries(imported) })
    .exports as {
    update: (from: number, to: number, ...numbers: number[]) => void;
    decay: (from: number, to: number, keep: number) => void;
  };
  return {
    update(at, gradient, { beta1, beta2, epsilon, stepSize, secondScale, keep }) {
      for (let from = 0; from < gradient.length; from += CHUNK) {
        const to = Math.min(gradient.length, from + CHUNK);
        gradients.set(gradient.subarray(from, to));
        const [start, end] = [4 * (at + from), 4 * (at + to)];
        const [one1, one2] = [1 - beta1, 1 - beta2];
        run.update(start, end, beta1, one1, beta2, one2, epsilon, stepSize, secondScale, keep);
      }
    },
    decay(at, end, keep) {
      run.decay(4 * at, 4 * end, keep);
    },
  };
}
