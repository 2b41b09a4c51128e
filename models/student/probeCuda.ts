import { loadCudaRuntime, loadFault, providerFault } from '../../native/onnx/cudaRuntime.ts';
import type { CudaRelease } from '../catalog/cudaLibraries.ts';
import { probeLoop } from './probeLoop.ts';

/** Whether students can train on the GPU, and if not, why. */
export interface CudaProbe {
  readonly works: boolean;
  readonly sentence: string;
}

const DRIVER = 'libcuda.so.1';
const CUDNN = 'libcudnn.so.9';
/** The CUDA libraries that the provider is linked with. */
const RUNTIME: Readonly<Record<CudaRelease, readonly string[]>> = {
  12: ['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12', 'libcurand.so.10'],
  13: ['libcudart.so.13', 'libcublas.so.13', 'libcublasLt.so.13', 'libcurand.so.10'],
};
/**
 * Matrix products on a GPU may use a ten-bit mantissa (TF32), so losses differ from the CPU's in
 * the last digits.
 */
const MOST_DIFFERENCE = 0.02;

/**
 * Trains a tiny student with the CUDA provider of a folder, and explains what is missing. Must be
 * called in a separate process that ends afterwards, because a failure may leave native code in any
 * state.
 */
export async function probeCuda(folder: string, cuda: CudaRelease): Promise<CudaProbe> {
  const missing = [DRIVER, ...RUNTIME[cuda]].filter((library) => loadFault(library) !== undefined);
  if (missing.length > 0) return failed(missingSentence(missing, cuda));
  const cudnn = loadFault(CUDNN) === undefined ? '' : ` cuDNN 9 is missing too (${CUDNN}).`;
  try {
    loadCudaRuntime(folder);
  } catch (error) {
    return failed(
      `The runtime next to the CUDA provider does not load: ${(error as Error).message}.`,
    );
  }
  let difference: number;
  try {
    difference = await probeLoop({ threads: 1, provider: 'cuda' });
  } catch (error) {
    const reason = reasonIn((error as Error).message, folder);
    return failed(`The CUDA provider does not work: ${reason}.${cudnn}`);
  }
  if (difference > MOST_DIFFERENCE) {
    return failed(
      `A training on the GPU gave losses that differ from the processor's by ${(100 * difference).toPrecision(2)}%.${cudnn}`,
    );
  }
  return {
    works: true,
    sentence: `A tiny student was trained on the GPU, CUDA ${cuda}; its losses differ from the processor's by ${difference.toExponential(1)} at most.`,
  };
}

/** ONNX Runtime's reason without its source location; the system's reason if there is no other. */
function reasonIn(message: string, folder: string): string {
  if (/failed to load shared library/i.test(message)) return providerFault(folder) ?? message;
  return /CUDA failure \d+: [^;]*[^;\s]/.exec(message)?.[0] ?? message;
}

const failed = (sentence: string): CudaProbe => ({ works: false, sentence });

function missingSentence(missing: readonly string[], cuda: CudaRelease): string {
  const driver = missing.includes(DRIVER)
    ? [`There is no NVIDIA driver: the system does not find ${DRIVER}.`]
    : [];
  const runtime = missing.filter((library) => library !== DRIVER);
  if (runtime.length === 0) return driver.join(' ');
  return [
    ...driver,
    `Of the CUDA ${cuda} runtime the system does not find ${runtime.join(', ')}: install it, or name the folder of these libraries in LD_LIBRARY_PATH.`,
  ].join(' ');
}
