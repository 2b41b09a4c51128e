import {
  add,
  concatenate,
  divide,
  Graph,
  gather,
  greater,
  inline,
  loop,
  multiply,
  reduceSum,
  reshape,
  scatterRows,
  slice,
  squareRoot,
  subtract,
  type Tensor,
  where,
} from '../autodiff/autodiff.ts';
import { WORD_TABLE } from '../transformer/encoderBody.ts';
import type { TrainingGraph } from './studentGraph.ts';

/** The carried state: all dense weights as one list, the word table, and both moments of each. */
export const STATES = ['weights', 'first', 'second'] as const;

/** The optimizer's coefficients for one step, in this order: AdamW's, and the limit of the norm. */
export const COEFFICIENTS = [
  'beta1',
  'oneMinusBeta1',
  'beta2',
  'oneMinusBeta2',
  'epsilon',
  'stepSize',
  'secondScale',
  'keep',
  'clipNorm',
] as const;
type Coefficient = (typeof COEFFICIENTS)[number];

export interface TrainingLoop {
  readonly graph: Graph;
  /**
   * `loss` of each step, float32[K], and the carried state: `dense.weights`, `table.first` and so
   * on.
   */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** The name of a step's input after those of K steps were concatenated. */
export const ofAll = (name: string) => `all.${name}`;

/**
 * K training steps, each forward, backward and AdamW, as one graph: a Loop that carries weights and
 * moments from step to step, so that they stay on the GPU.
 *
 * Inputs: `turns`, the int64 scalar K; each input of the step as `all.NAME`, [K, ...];
 * `all.coefficients`, float32[K, 9], see COEFFICIENTS; and the state, `dense.weights`, float32[D],
 * in the order of the step's parameters, and `table.weights`, float32[V, H], with `.first` and
 * `.second` of each. Its arithmetic is that of `adamWStep` and `clipGradients`, operation by
 * operation.
 */
export function buildTrainingLoop(step: TrainingGraph): TrainingLoop {
  const graph = new Graph('loop.');
  const body = new Graph('step.');
  const turn = body.input('step.turn', 'int64', []);
  const turns = graph.input('turns', 'int64', []);
  const ofTurn = ({ name, dtype, shape }: Pick<Tensor, 'name' | 'dtype' | 'shape'>) =>
    gather(body, body.capture(graph.input(ofAll(name), dtype, ['K', ...shape])), turn);

  const table = step.parameters.get(WORD_TABLE)!;
  const dense = [...step.parameters].filter(([name]) => name !== WORD_TABLE);
  const sizes = dense.map(([, { shape }]) => (shape as number[]).reduce((a, b) => a * b, 1));
  const length = sizes.reduce((a, b) => a + b, 0);
  const before = {
    dense: stateInputs(body, 'step.dense', [length]),
    table: stateInputs(body, 'step.table', table.shape as number[]),
  };

  const given = new Map(step.graph.inputs.map((input) => [input.name, ofTurn(input)]));
  given.set(table.name, before.table.weights);
  let start = 0;
  for (const [index, [, { name, shape }]] of dense.entries()) {
    const piece = slice(body, before.dense.weights, { axis: 0, start, length: sizes[index]! });
    given.set(name, reshape(body, piece, shape));
    start += sizes[index]!;
  }
  const own = inline(body, step.graph, given);

  const gradients = {
    dense: concatenate(
      body,
      dense.map(([name], index) => reshape(body, own(step.gradients.get(name)!), [sizes[index]!])),
    ),
    table: tableGradient(body, own(step.wordRowGradients), given.get('input_ids')!, table),
  };
  const numbers = ofTurn({ name: 'coefficients', dtype: 'float32', shape: [COEFFICIENTS.length] });
  const coefficient = (name: Coefficient) =>
    slice(body, numbers, { axis: 0, start: COEFFICIENTS.indexOf(name), length: 1 });
  const scale = clippingScale(body, Object.values(gradients), coefficient('clipNorm'));

  const carried = (['dense', 'table'] as const).flatMap((part) => {
    const gradient = multiply(body, gradients[part], scale);
    const after = adamW(body, before[part], gradient, coefficient);
    return STATES.map((state) => ({
      name: `${part}.${state}`,
      start: graph.input(`${part}.${state}`, 'float32', before[part].weights.shape),
      before: before[part][state],
      after: after[state],
    }));
  });
  const result = loop(graph, {
    turns,
    count: 'K',
    body,
    turn,
    carried,
    collected: [own(step.loss)],
  });
  return {
    graph,
    outputs: {
      loss: result.collected[0]!,
      ...Object.fromEntries(
        carried.map(({ name }, index) => [outputName(name), result.carried[index]!]),
      ),
    },
  };
}

/** The name of a carried value after the last step. */
export const outputName = (name: string) => `${name}.after`;

type State = Readonly<Record<(typeof STATES)[number], Tensor>>;

function stateInputs(body: Graph, name: string, shape: readonly number[]): State {
  const input = (state: string) => body.input(`${name}.${state}`, 'float32', shape);
  return { weights: input('weights'), first: input('first'), second: input('second') };
}

/** The rows of each word, summed in the order of the batch. */
function tableGradient(body: Graph, rows: Tensor, ids: Tensor, { shape }: Tensor): Tensor {
  const [count, width] = shape as [number, number];
  return scatterRows(body, reshape(body, rows, ['B*S', width]), reshape(body, ids, ['B*S']), count);
}

/** float32[1]: 1, or the factor that reduces the norm of all gradients to its limit. */
function clippingScale(body: Graph, gradients: readonly Tensor[], most: Tensor): Tensor {
  const squares = gradients.map((gradient) => {
    const axes = gradient.shape.map((_, axis) => axis);
    return reduceSum(body, multiply(body, gradient, gradient), axes);
  });
  const norm = squareRoot(
    body,
    squares.reduce((a, b) => add(body, a, b)),
  );
  const divisor = add(body, norm, body.constant([1e-6]));
  const isTooLong = greater(body, divisor, most);
  return where(body, isTooLong, divide(body, most, divisor), body.constant([1]));
}

/** m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w = keep w - step m / (sqrt v + e) */
function adamW(
  body: Graph,
  { weights, first, second }: State,
  gradient: Tensor,
  coefficient: (name: Coefficient) => Tensor,
): State {
  const times = (a: Tensor, b: Tensor) => multiply(body, a, b);
  const plus = (a: Tensor, b: Tensor) => add(body, a, b);
  const by = (name: Coefficient, x: Tensor) => times(coefficient(name), x);
  const m = plus(by('beta1', first), by('oneMinusBeta1', gradient));
  const v = plus(by('beta2', second), times(by('oneMinusBeta2', gradient), gradient));
  const root = times(squareRoot(body, v), coefficient('secondScale'));
  const move = divide(body, by('stepSize', m), plus(root, coefficient('epsilon')));
  return {
    weights: subtract(body, times(weights, coefficient('keep')), move),
    first: m,
    second: v,
  };
}
