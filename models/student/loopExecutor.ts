import {
  type OnnxArray,
  type OnnxValue,
  openOnnxSession,
  type SessionOptions,
} from '../../native/onnx/onnxSession.ts';
import { encodeModel } from '../autodiff/autodiff.ts';
import { BadInput } from '../badInput.ts';
import { adamWCoefficients, BETAS, type Moments } from './adamW.ts';
import type { Executor, OptimizerSettings, TrainingStep } from './executor.ts';
import { openInference } from './openInference.ts';
import { boundShape, dropRates, type MaskDrawer, stepMasks } from './stepMasks.ts';
import { buildTrainingStep, type StudentShape, type TrainingGraph } from './studentGraph.ts';
import { buildTrainingLoop, ofAll, outputName, STATES } from './trainingLoop.ts';
import type { Weights } from './weights.ts';

/** The target duration of a call, long enough that transferring the state is a small part of it. */
const CALL_MS = 1500;
/** Limits the masks of a call, which are all in memory at once. */
const MOST_MASK_BYTES = 2 ** 29;
/**
 * The maximum growth from one call to the next, because the first calls are slow and not
 * representative.
 */
const GROWTH = 4;

/**
 * Runs many training steps per call, as one Loop: weights and moments are transferred once per
 * call, and stay on the device in between. The number of steps is adapted to the time of the last
 * call; results do not depend on it.
 */
export async function openLoopExecutor(
  shape: StudentShape,
  options: SessionOptions,
): Promise<Executor> {
  const step = buildTrainingStep(shape, dropRates(shape));
  const drawMasks = stepMasks(step);
  const { graph, outputs } = buildTrainingLoop(step);
  const session = await openOnnxSession(encodeModel(graph, { outputs }), options);
  const inference = await openInference(shape, options);
  let msPerToken: number | undefined;
  let lastCall = 1;

  /** The steps of one call: of equal shape, for about the target duration. */
  const forOneCall = (steps: readonly TrainingStep[]) => {
    const { B, S } = onlyBatch(steps[0]!).batch;
    const isOther = ({ batch }: { batch: { B: number; S: number } }) =>
      batch.B !== B || batch.S !== S;
    const other = steps.findIndex((one) => isOther(onlyBatch(one)));
    const fitting = msPerToken === undefined ? 1 : CALL_MS / (msPerToken * B * S);
    const most = Math.min(fitting, lastCall * GROWTH, MOST_MASK_BYTES / maskBytes(step, { B, S }));
    return steps.slice(
      0,
      Math.max(1, Math.min(other < 0 ? steps.length : other, Math.floor(most))),
    );
  };

  return {
    shapes: new Map(
      [...step.parameters].map(([name, tensor]) => [name, tensor.shape as readonly number[]]),
    ),
    takesMany: true,
    async takeSteps(student, steps, settings) {
      const taken = forOneCall(steps);
      const feeds = {
        turns: { data: BigInt64Array.of(BigInt(taken.length)), dims: [] },
        ...stacked(taken.length, (turn) => stepFeeds(taken[turn]!, step, drawMasks, settings)),
        ...stateFeeds(student),
      };
      const wanted = Object.fromEntries(
        Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)),
      );
      const since = performance.now();
      const results = await session.run(wanted, Object.keys(outputs)).catch(refuseMemory);
      const { B, S } = onlyBatch(taken[0]!).batch;
      msPerToken = (performance.now() - since) / (taken.length * B * S);
      lastCall = taken.length;
      takeState(student, results);
      for (const { batch } of taken.map(onlyBatch)) {
        for (const id of batch.ids) student.moments.touchedRows[id] = 1;
      }
      return [...(results.loss!.data as Float32Array)];
    },
    logits: inference.logits,
    async release() {
      await session.release();
      await inference.release();
    },
  };
}

/** ONNX Runtime's messages for a device that is out of memory. */
function refuseMemory(error: Error): never {
  if (!/failed to allocate memory|out of memory/i.test(error.message)) throw error;
  throw new BadInput(
    `The memory of the GPU does not do for this training: ${error.message} Choose a smaller batch, shorter texts or a smaller student, or train on the processor.`,
  );
}

function onlyBatch({ batches }: TrainingStep) {
  if (batches.length !== 1) throw new RangeError('a step of a loop is of one batch');
  return batches[0]!;
}

function maskBytes({ masks }: TrainingGraph, sizes: { B: number; S: number }): number {
  const bytes = masks.map(({ tensor }) => boundShape(tensor, sizes).reduce((a, b) => a * b, 1));
  return bytes.reduce((a, b) => a + b, 1);
}

/** The inputs of one step, without the state. */
function stepFeeds(
  step: TrainingStep,
  { targets }: TrainingGraph,
  drawMasks: MaskDrawer,
  settings: OptimizerSettings,
): Record<string, OnnxValue> {
  const { batch, exampleWeights, maskStream, ...given } = onlyBatch(step);
  return {
    ...batch.feeds,
    ...Object.fromEntries(drawMasks(batch, maskStream)),
    targets: { data: given.targets, dims: boundShape(targets, batch) },
    weights: { data: exampleWeights, dims: [batch.B] },
    coefficients: coefficients(step, settings),
  };
}

function coefficients(
  { number, learningRate }: TrainingStep,
  { weightDecay, epsilon, clipNorm = Number.POSITIVE_INFINITY }: OptimizerSettings,
): OnnxValue {
  const settings = { ...BETAS, weightDecay, epsilon, learningRate };
  const { beta1, beta2, stepSize, secondScale, keep } = adamWCoefficients(settings, number);
  const data = Float32Array.of(
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    epsilon,
    stepSize,
    secondScale,
    keep,
    clipNorm,
  );
  return { data, dims: [data.length] };
}

/**
 * The concatenated inputs of several steps, under the names of the loop. Each step's inputs are
 * copied before the next ones are requested, because masks are drawn into the same buffer.
 */
function stacked(
  count: number,
  feedsOf: (turn: number) => Readonly<Record<string, OnnxValue>>,
): Record<string, OnnxValue> {
  const all: Record<string, OnnxValue> = {};
  for (let turn = 0; turn < count; turn++) {
    for (const [name, { data, dims }] of Object.entries(feedsOf(turn))) {
      all[ofAll(name)] ??= { data: emptyLike(data, count * data.length), dims: [count, ...dims] };
      all[ofAll(name)]!.data.set(data as never, turn * data.length);
    }
  }
  return all;
}

function emptyLike(data: OnnxArray, length: number): OnnxArray {
  if (data instanceof Float32Array) return new Float32Array(length);
  return data instanceof BigInt64Array ? new BigInt64Array(length) : new Uint8Array(length);
}

interface StudentState {
  readonly weights: Weights;
  readonly moments: Moments;
}

/** The parts of the state, as views of its arrays; the word table is at the end. */
function stateParts({ weights, moments }: StudentState): [string, Float32Array, number[]][] {
  const arrays = { weights: weights.all, first: moments.first, second: moments.second };
  const { rows, width } = weights.wordTable;
  return STATES.flatMap((state): [string, Float32Array, number[]][] => [
    [`dense.${state}`, arrays[state].subarray(0, weights.dense), [weights.dense]],
    [`table.${state}`, arrays[state].subarray(weights.dense), [rows, width]],
  ]);
}

function stateFeeds(student: StudentState): Record<string, OnnxValue> {
  return Object.fromEntries(
    stateParts(student).map(([name, data, dims]) => [name, { data, dims }]),
  );
}

function takeState(student: StudentState, results: Readonly<Record<string, OnnxValue>>): void {
  for (const [name, data] of stateParts(student)) {
    data.set(results[outputName(name)]!.data as Float32Array);
  }
}
