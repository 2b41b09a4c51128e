import { homedir } from 'node:os';
import { BadInput } from '../../../models/badInput.ts';
import {
  type CudaRelease,
  cudaFolder,
  machineFault,
  readCudaLibraries,
} from '../../../models/catalog/cudaLibraries.ts';
import { type CudaRequest, installCuda } from '../../../models/catalog/installCuda.ts';
import type { Environment } from '../../../models/catalog/storeFolder.ts';
import type { CudaProbe } from '../../../models/student/probeCuda.ts';
import { HostLost } from '../../hosts/host.ts';
import { borrowStudent } from './borrow.ts';
import type { Compute } from './hosts.ts';

export interface StudentCuda extends CudaProbe {
  /** The CUDA provider's folder, whether or not it exists. */
  readonly folder: string;
}

/**
 * Whether students can train on this machine's GPU, tested in a separate process; downloads
 * nothing.
 */
export async function probeStudentCuda(env: Environment = process.env): Promise<StudentCuda> {
  const folder = cudaFolder(env, homedir());
  const failed = (sentence: string) => ({ folder, works: false, sentence });
  const fault = machineFault();
  if (fault !== undefined) return failed(fault);
  const libraries = await readCudaLibraries(folder);
  if (!libraries) {
    return failed(
      `ONNX Runtime’s CUDA libraries are not installed in ${folder}: \`stillroom gpu install\` fetches them.`,
    );
  }
  const { version } = await borrowStudent((host) => host.call('runtime'));
  if (version !== libraries.version) {
    return failed(
      `The CUDA libraries in ${folder} are of ONNX Runtime ${libraries.version}, and Stillroom has ${version}: \`stillroom gpu install\` replaces them.`,
    );
  }
  try {
    // a separate process, because this one has already loaded the package's own runtime
    const probe = await borrowStudent((host) => host.call('probeCuda', folder, libraries.cuda));
    return { folder, ...probe };
  } catch (error) {
    if (!(error instanceof HostLost)) throw error;
    return failed(`The attempt to train on the GPU ended its process: ${error.message}`);
  }
}

/**
 * Installs ONNX Runtime's CUDA provider for this user, and tests it.
 * @throws BadInput on systems other than Linux on x64, and as `installCuda`
 */
export async function installStudentCuda(
  cuda: CudaRelease,
  options: Pick<CudaRequest, 'onProgress' | 'signal'>,
  env: Environment = process.env,
): Promise<StudentCuda> {
  const fault = machineFault();
  if (fault !== undefined) throw new BadInput(fault);
  const folder = cudaFolder(env, homedir());
  const { path } = await borrowStudent((host) => host.call('runtime'));
  await installCuda({ ...options, cuda, runtime: path, folder, env });
  return probeStudentCuda(env);
}

/**
 * The folder of the CUDA provider, if the user wants students to train on the GPU and that works;
 * otherwise undefined, and they train on the CPU.
 * @param note called with what was chosen and why, if the user asked for the GPU
 */
export async function cudaForTraining(
  { studentOnGpu = false }: Compute,
  note: (sentence: string) => void,
  env: Environment = process.env,
): Promise<string | undefined> {
  if (!studentOnGpu) return undefined;
  const { works, sentence, folder } = await probeStudentCuda(env);
  if (works) {
    note('Students train on the GPU: their numbers are not the processor’s to the last digit.');
    return folder;
  }
  note(`Students train on the processor, though the GPU was asked for. ${sentence}`);
  return undefined;
}
