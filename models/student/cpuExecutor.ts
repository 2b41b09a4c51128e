import { openOnnxSession, type SessionOptions } from '../../native/onnx/onnxSession.ts';
import { encodeModel } from '../autodiff/autodiff.ts';
import type { TokenBatch } from '../transformer/tokenBatch.ts';
import { adamWStep, BETAS, type StepGradients } from './adamW.ts';
import { addGradients } from './addGradients.ts';
import { clipGradients } from './clipGradients.ts';
import type { Executor } from './executor.ts';
import { mostThreads } from './mostThreads.ts';
import { openInference, weightFeeds } from './openInference.ts';
import { boundShape, dropRates, stepMasks } from './stepMasks.ts';
import { buildStudent, buildTrainingStep, type StudentShape } from './studentGraph.ts';
import type { Weights } from './weights.ts';

/**
 * Runs a student's graphs on the CPU: the session computes gradients, the host applies them.
 *
 * Weights are inputs of both graphs, so one executor serves every training of the same shape.
 */
export interface CpuExecutor extends Executor {
  /**
   * Forward and backward pass.
   * @param targets the target distributions, with the size of the logits: `classTargets` or
   *   `spanTargets`
   * @param exampleWeights float32[B], 1/B for the mean
   * @param maskStream names the random stream of the dropout masks
   */
  lossAndGradients(
    weights: Weights,
    batch: TokenBatch,
    targets: Float32Array,
    exampleWeights: Float32Array,
    maskStream: readonly (string | number)[],
  ): Promise<{ loss: number; gradients: StepGradients }>;
}

/**
 * @param allowed threads; fewer are used if more would change the results
 * @param profile the beginning of a file's path, for the times of a step's operators: see
 *   `SessionOptions`
 */
export async function openCpuExecutor(
  shape: StudentShape,
  allowed: number,
  { profile }: Pick<SessionOptions, 'profile'> = {},
): Promise<CpuExecutor> {
  const threads = Math.min(allowed, mostThreads(shape.config));
  const inference = await openInference(shape, { threads });
  const shapes = new Map(
    [...buildStudent(shape).parameters].map(([name, { shape: dims }]) => [
      name,
      dims as readonly number[],
    ]),
  );
  // a student that only predicts, or whose body is frozen, needs no gradients
  let opened: ReturnType<typeof openTraining> | undefined;
  const executor: CpuExecutor = {
    shapes,
    takesMany: false,
    async lossAndGradients(weights, batch, targets, exampleWeights, maskStream) {
      opened ??= openTraining(shape, { threads, profile });
      const { step, session: training, outputs, drawMasks, gradientNames } = await opened;
      const feeds = {
        ...batch.feeds,
        ...weightFeeds(weights, training),
        ...Object.fromEntries(drawMasks(batch, maskStream)),
        targets: { data: targets, dims: boundShape(step.targets, batch) },
        weights: { data: exampleWeights, dims: [batch.B] },
      };
      const result = await training.run(feeds, Object.keys(outputs));
      const floats = (name: string) => result[name]!.data as Float32Array;
      const dense = new Map(gradientNames.map((name) => [name, floats(`d_${name}`)]));
      return {
        loss: floats('loss')[0]!,
        gradients: { dense, wordRows: floats('word_rows'), ids: batch.ids },
      };
    },
    async takeSteps({ weights, moments }, [step], settings) {
      let loss = 0;
      const parts: StepGradients[] = [];
      for (const { batch, targets, exampleWeights, maskStream } of step!.batches) {
        const part = await this.lossAndGradients(
          ...([weights, batch, targets, exampleWeights, maskStream] as const),
        );
        loss += part.loss;
        parts.push(part.gradients);
      }
      if (!Number.isFinite(loss)) return [loss];
      const gradients = addGradients(parts);
      if (settings.clipNorm !== undefined) clipGradients(gradients, settings.clipNorm);
      const { learningRate, number } = step!;
      adamWStep(weights, moments, gradients, { ...settings, ...BETAS, learningRate }, number);
      return [loss];
    },
    logits: inference.logits,
    async release() {
      // one that could not be opened is nothing to release
      await (await opened?.catch(() => undefined))?.session.release();
      await inference.release();
    },
  };
  return executor;
}

/** The graph of a training step and its session. */
async function openTraining(shape: StudentShape, options: SessionOptions) {
  const step = buildTrainingStep(shape, dropRates(shape));
  const outputs = {
    loss: step.loss,
    word_rows: step.wordRowGradients,
    ...Object.fromEntries([...step.gradients].map(([name, tensor]) => [`d_${name}`, tensor])),
  };
  return {
    step,
    outputs,
    session: await openOnnxSession(encodeModel(step.graph, { outputs }), options),
    drawMasks: stepMasks(step),
    gradientNames: [...step.gradients.keys()],
  };
}
