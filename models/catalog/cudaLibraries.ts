import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { PipPackage } from './catalogue.ts';
import { type Environment, storeFolder } from './storeFolder.ts';

/** The CUDA release that a build of ONNX Runtime's provider targets. */
export type CudaRelease = 12 | 13;

/** ONNX Runtime's CUDA provider: the two libraries that its CPU packages lack. */
export const PROVIDER_FILES = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
] as const;
type ProviderFile = (typeof PROVIDER_FILES)[number];

/** The runtime itself: it looks for the provider in its own folder. */
export const RUNTIME_FILE = 'libonnxruntime.so.1';

export interface CudaWheel {
  /** The version of ONNX Runtime, since a provider only works with its own version. */
  readonly version: string;
  readonly package: PipPackage;
  /** pip options that select one wheel of several, regardless of the Python that runs pip. */
  readonly options: readonly string[];
  /** The folder inside the wheel. */
  readonly folder: string;
  readonly files: Readonly<Record<ProviderFile, { bytes: number; sha256: string }>>;
}

/** Built for CUDA 13; the wheel's RECORD lists these hashes too. */
export const CUDA_13_WHEEL: CudaWheel = {
  version: '1.30.0',
  package: { requirement: 'onnxruntime-gpu==1.30.0', wheelBytes: 246_658_419 },
  options: [
    '--python-version=3.11',
    '--implementation=cp',
    '--abi=cp311',
    '--platform=manylinux_2_28_x86_64',
  ],
  folder: 'onnxruntime/capi',
  files: {
    'libonnxruntime_providers_shared.so': {
      bytes: 14_632,
      sha256: '086ec1d5388f64153d9c63470d126693db9a182c8ce236d3a1119068471b8a0d',
    },
    'libonnxruntime_providers_cuda.so': {
      bytes: 272_049_904,
      sha256: '9d7587acb137b31bf84e4d32dc444b969bb601d098b01395effcacfe4341e364',
    },
  },
};

const schema = z.object({
  format: z.literal(1),
  /** The version of ONNX Runtime. */
  version: z.string(),
  cuda: z.union([z.literal(12), z.literal(13)]),
  files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string() })),
});

/** The installed libraries, as the installation recorded them. */
export type CudaLibraries = z.output<typeof schema>;

export const CUDA_RECORD = 'stillroom.json';

/** Why this machine cannot use the CUDA provider at all; undefined if it might. */
export function machineFault(
  machine: string = `${process.platform}/${process.arch}`,
): string | undefined {
  if (machine === 'linux/x64') return undefined;
  return `ONNX Runtime’s CUDA libraries are for Linux on x64, and this is ${machine}: students train on the processor here.`;
}

/** The folder of the CUDA provider: STILLROOM_CUDA, otherwise next to the folder of the models. */
export function cudaFolder(env: Environment, home: string): string {
  const models = storeFolder({ ...env, STILLROOM_MODELS: undefined }, home);
  return env.STILLROOM_CUDA || join(dirname(models), 'cuda');
}

/**
 * The record of an installation in a folder; undefined if there is none, or if one of its files is
 * missing.
 */
export async function readCudaLibraries(folder: string): Promise<CudaLibraries | undefined> {
  const text = await readFile(join(folder, CUDA_RECORD), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const record = schema.safeParse(parsed(text)).data;
  if (record === undefined) return undefined;
  for (const [name, { bytes }] of Object.entries(record.files)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.size !== bytes) return undefined;
  }
  return record;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
