import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { loadOnnxRuntime } from './onnxSession.ts';

/** glibc's flag for a library that stays loaded; Node does not name it. */
const RTLD_NODELETE = 0x1000;
const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;

/**
 * Why the system cannot load a shared library, in its own words; undefined where it can. Linux only.
 * @param library a name, looked for as the system does, or a path
 */
export function loadFault(library: string, flags: number = RTLD_NOW): string | undefined {
  try {
    // Node's loader of addons is all that it has; it complains last, of what is no addon
    process.dlopen({ exports: {} }, library, flags);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return /did not self-register/.test(message) ? undefined : message;
  }
}

/**
 * Has ONNX Runtime loaded out of a folder that holds its CUDA provider too: it looks for providers where it
 * lies itself, and the package's own folder, which may be read-only or packed, has none. The addon, which asks
 * for the library by its name, then takes the one that is there already.
 *
 * Must be called before the first session is opened; Linux only.
 * @param folder of libonnxruntime.so.1, the same as the package's, and the provider's libraries
 * @throws Error with the system's words where it cannot be loaded
 */
export function loadCudaRuntime(folder: string): void {
  if (loadedRuntime() !== undefined) throw new Error('ONNX Runtime was loaded already');
  const fault = loadFault(path.join(folder, 'libonnxruntime.so.1'), RTLD_NOW | RTLD_NODELETE);
  if (fault !== undefined) throw new Error(fault);
}

/**
 * Why the CUDA provider of a folder cannot be loaded, in the system's words; ONNX Runtime writes them to its
 * log alone. To be asked after it has failed, and of a process that opens no session any more: the provider
 * finds its host while it is loaded, which must be ONNX Runtime's own doing.
 */
export function providerFault(folder: string): string | undefined {
  const shared = path.join(folder, 'libonnxruntime_providers_shared.so');
  return (
    loadFault(shared, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE) ??
    loadFault(path.join(folder, 'libonnxruntime_providers_cuda.so'))
  );
}

/** The ONNX Runtime of the package that Stillroom has, which this process loads; Linux only. */
export async function packagedRuntime(): Promise<{ path: string; version: string }> {
  const { env } = await loadOnnxRuntime();
  return { path: loadedRuntime()!, version: env.versions.node! };
}

/** The path of the ONNX Runtime that this process has loaded, if it has one; Linux only. */
export function loadedRuntime(): string | undefined {
  const maps = readFileSync('/proc/self/maps', 'utf8');
  return /^.*\s(\/.*\/libonnxruntime\.so\S*)$/m.exec(maps)?.[1];
}
