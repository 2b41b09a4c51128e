// first: it must run before the addon is loaded
import './noTelemetry.ts';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

type Library = typeof import('onnxruntime-node');

/**
 * Loaded with the first session, because the runtime of another folder must be loaded before it;
 * see `loadCudaRuntime`.
 */
export function loadOnnxRuntime(): Promise<Library> {
  return import('onnxruntime-node');
}

/** The arrays behind ONNX values: float32, int64 and uint8. */
export type OnnxArray = Float32Array | BigInt64Array | Uint8Array;

export interface OnnxValue {
  readonly data: OnnxArray;
  readonly dims: readonly number[];
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  /**
   * Runs the graph once. Blocks this thread until it is done and cannot be cancelled, so call it in
   * a process that can be killed.
   * @param feeds a value for each input; the arrays are read in place
   * @param outputs which outputs to return; each is a new array
   */
  run(
    feeds: Readonly<Record<string, OnnxValue>>,
    outputs: readonly string[],
  ): Promise<Record<string, OnnxValue>>;
  release(): Promise<void>;
}

export type GraphOptimization = 'disabled' | 'basic' | 'extended' | 'all';

/**
 * How long a thread that has nothing to do keeps its core, in microseconds. The next operator begins
 * sooner, so a short wait costs less than waking up; ONNX Runtime's own, much longer one takes the core
 * from other programs, and from the thread that it waits for.
 */
const SPIN_US = '50';

export interface SessionOptions {
  readonly threads: number;
  readonly optimization?: GraphOptimization;
  /**
   * 'cuda' needs its libraries, see `loadCudaRuntime`; operators without a CUDA kernel run on the
   * CPU.
   */
  readonly provider?: 'cpu' | 'cuda';
  /**
   * The beginning of a file's path. ONNX Runtime writes the time of every operator to a file so named,
   * in Chrome's trace format, when the session is released.
   */
  readonly profile?: string | undefined;
}

/**
 * Opens a session of ONNX Runtime with a fixed number of threads, by default on the CPU.
 * @throws Error if CUDA is requested and not available
 */
export async function openOnnxSession(
  model: Uint8Array | string,
  { threads, optimization = 'all', provider = 'cpu', profile }: SessionOptions,
): Promise<OnnxSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: optimization,
    logSeverityLevel: 3,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    // our models are not quantized, and the optimizations for quantized ones copy each
    // DequantizeLinear, including those of dropout masks, for each of its readers
    extra: { session: { disable_quant_qdq: '1', intra_op: { spin_duration_us: SPIN_US } } },
  };
  const library = await loadOnnxRuntime();
  const { InferenceSession } = library;
  const session =
    typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  return {
    inputNames: session.inputNames,
    async run(feeds, outputs) {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, value]) => [name, tensorOf(library, value)]),
      );
      const results = await session.run(tensors, [...outputs]);
      return Object.fromEntries(
        outputs.map((name) => {
          const { data, dims } = results[name]!;
          return [name, { data: data as OnnxArray, dims }];
        }),
      );
    },
    async release() {
      if (profile !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

function tensorOf({ Tensor }: Library, { data, dims }: OnnxValue): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, dims);
  if (data instanceof BigInt64Array) return new Tensor('int64', data, dims);
  return new Tensor('uint8', data, dims);
}
