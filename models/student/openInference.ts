import {
  type OnnxSession,
  type OnnxValue,
  openOnnxSession,
  type SessionOptions,
} from '../../native/onnx/onnxSession.ts';
import { encodeModel } from '../autodiff/autodiff.ts';
import type { Executor } from './executor.ts';
import { buildStudent, type StudentShape } from './studentGraph.ts';
import type { Weights } from './weights.ts';

/** The forward pass only, without dropout; the weights are its inputs. */
export async function openInference(
  shape: StudentShape,
  options: SessionOptions,
): Promise<Pick<Executor, 'logits' | 'release'>> {
  const { graph, logits } = buildStudent(shape);
  const session = await openOnnxSession(encodeModel(graph, { outputs: { logits } }), options);
  return {
    async logits(weights, batch) {
      const feeds = { ...batch.feeds, ...weightFeeds(weights, session) };
      return (await session.run(feeds, ['logits'])).logits!.data as Float32Array;
    },
    release: () => session.release(),
  };
}

/** The part of a student's weights that a session reads. */
export function weightFeeds(weights: Weights, session: OnnxSession): Record<string, OnnxValue> {
  const wanted = new Set(session.inputNames);
  const feeds: Record<string, OnnxValue> = {};
  for (const [name, { data, shape }] of weights.views) {
    if (wanted.has(name)) feeds[name] = { data, dims: shape };
  }
  return feeds;
}
