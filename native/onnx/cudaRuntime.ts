import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { loadOnnxRuntime } from './onnxSession.ts';

/** glibc's flag for a library that stays loaded; Node does not define it. */
const RTLD_NODELETE = 0x1000;
const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;

/**
 * Why the system cannot load a shared library, in the system's words; undefined if it can. Linux
 * only.
 * @param library a name, which the system searches for, or a path
 */
export function loadFault(library: string, flags: number = RTLD_NOW): string | undefined {
  try {
    // Node's addon loader is the only way to call dlopen; for other libraries it fails afterwards,
    // because they are not addons
    process.dlopen({ exports: {} }, library, flags);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return /did not self-register/.test(message) ? undefined : message;
  }
}

/**
 * Loads ONNX Runtime from a folder that also contains its CUDA provider. The runtime looks for
 * providers in its own folder, and the package's folder, which may be read-only or packed, has
 * none. The addon requests the library by its name and gets the one that is already loaded.
 *
 * Must be called before the first session is opened; Linux only.
 * @param folder of libonnxruntime.so.1, identical to the package's, and of the provider's libraries
 * @throws Error with the system's message if it cannot be loaded
 */
export function loadCudaRuntime(folder: string): void {
  if (loadedRuntime() !== undefined) throw new Error('ONNX Runtime was loaded already');
  const fault = loadFault(path.join(folder, 'libonnxruntime.so.1'), RTLD_NOW | RTLD_NODELETE);
  if (fault !== undefined) throw new Error(fault);
}

/**
 * Why the CUDA provider of a folder cannot be loaded, in the system's words, which ONNX Runtime
 * only writes to its log. Call it after the provider has failed, and in a process that opens no
 * further session: the provider locates its host while it is being loaded, which only works if ONNX
 * Runtime loads it.
 */
export function providerFault(folder: string): string | undefined {
  const shared = path.join(folder, 'libonnxruntime_providers_shared.so');
  return (
    loadFault(shared, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE) ??
    loadFault(path.join(folder, 'libonnxruntime_providers_cuda.so'))
  );
}

/** The ONNX Runtime of Stillroom's package, which this process loads; Linux only. */
export async function packagedRuntime(): Promise<{ path: string; version: string }> {
  const { env } = await loadOnnxRuntime();
  return { path: loadedRuntime()!, version: env.versions.node! };
}

/** The path of the ONNX Runtime that this process has loaded, if any; Linux only. */
export function loadedRuntime(): string | undefined {
  const maps = readFileSync('/proc/self/maps', 'utf8');
  return /^.*\s(\/.*\/libonnxruntime\.so\S*)$/m.exec(maps)?.[1];
}
