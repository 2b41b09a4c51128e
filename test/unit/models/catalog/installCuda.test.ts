import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../../models/badInput.ts';
import {
  CUDA_13_WHEEL,
  type CudaWheel,
  cudaFolder,
  machineFault,
  PROVIDER_FILES,
  readCudaLibraries,
} from '../../../../models/catalog/cudaLibraries.ts';
import { type CudaRequest, installCuda } from '../../../../models/catalog/installCuda.ts';
import { sha256, temporaryFolder, tinyWheel } from './tinyFiles.ts';

const [SHARED, CUDA] = [Buffer.from('shared'), Buffer.from('the provider')];
const WHEEL: CudaWheel = {
  version: '9.9.0',
  package: { requirement: 'tiny-cuda==9.9.0', wheelBytes: 1000 },
  options: [],
  folder: 'tiny_cuda/capi',
  files: {
    'libonnxruntime_providers_shared.so': { bytes: 6, sha256: sha256(SHARED) },
    'libonnxruntime_providers_cuda.so': { bytes: 12, sha256: sha256(CUDA) },
  },
};

/** A package of a runtime, a pip that knows one wheel, and a place to install to. */
function machine({ cuda = CUDA, version = '9.9.0', script = '' } = {}) {
  const home = temporaryFolder();
  const runtime = join(home, 'runtime/bin/napi-v6/linux/x64/libonnxruntime.so.1');
  mkdirSync(join(runtime, '..'), { recursive: true });
  mkdirSync(join(home, 'runtime/script'));
  writeFileSync(runtime, 'runtime');
  writeFileSync(join(home, 'runtime/package.json'), JSON.stringify({ version }));
  writeFileSync(join(home, 'runtime/script/install.js'), script);
  const wheel = tinyWheel('tiny_cuda', '9.9.0', {
    'tiny_cuda/capi/libonnxruntime_providers_shared.so': SHARED,
    'tiny_cuda/capi/libonnxruntime_providers_cuda.so': cuda,
    'tiny_cuda/capi/other.so': Buffer.from('not wanted'),
  });
  writeFileSync(join(home, 'tiny_cuda-9.9.0-py3-none-any.whl'), wheel);
  const folder = join(home, 'data', 'cuda');
  const env = {
    PATH: process.env.PATH,
    PIP_CONFIG_FILE: '/dev/null',
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: home,
  };
  const request: CudaRequest = { cuda: 13, runtime, folder, env, wheel: WHEEL };
  return { home, folder, request };
}

async function refusal(request: CudaRequest): Promise<string> {
  const error = await installCuda(request).then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(BadInput);
  // and nothing is left
  expect(existsSync(`${request.folder}.part`)).toBe(false);
  return error!.message;
}

function hasPip(): boolean {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasPip())('out of a wheel, with the real pip', () => {
  test('the provider stands beside a copy of the runtime, with what it is written down', async () => {
    const { folder, request } = machine();
    await installCuda(request);
    expect(readdirSync(folder).sort()).toEqual(
      [...PROVIDER_FILES, 'libonnxruntime.so.1', 'stillroom.json'].sort(),
    );
    expect(readFileSync(join(folder, 'libonnxruntime.so.1'), 'utf8')).toBe('runtime');
    expect(await readCudaLibraries(folder)).toMatchObject({ version: '9.9.0', cuda: 13 });
    expect(readdirSync(join(folder, '..'))).toEqual(['cuda']);
  });

  test('what is not the pinned library is refused, and what was installed stays', async () => {
    const { folder, request } = machine();
    await installCuda(request);
    const other = machine({ cuda: Buffer.from('another one!') });
    expect(await refusal({ ...other.request, folder })).toMatch(
      /providers_cuda\.so of tiny-cuda==9\.9\.0: the SHA-256 check failed/,
    );
    expect(await readCudaLibraries(folder)).toMatchObject({ cuda: 13 });
  });

  test("pip's own reason is told", async () => {
    const { request } = machine();
    const missing = { ...WHEEL, package: { ...WHEEL.package, requirement: 'tiny-cuda==1.0' } };
    expect(await refusal({ ...request, wheel: missing })).toMatch(
      /tiny-cuda==1\.0 could not be fetched with pip: ERROR: No matching distribution/,
    );
  });

  test('a library that was changed afterwards is no installation any more', async () => {
    const { folder, request } = machine();
    await installCuda(request);
    writeFileSync(join(folder, PROVIDER_FILES[1]), 'cut');
    expect(await readCudaLibraries(folder)).toBeUndefined();
  });
});

test('another version of the runtime is refused', async () => {
  expect(await refusal(machine({ version: '9.8.0' }).request)).toMatch(
    /tiny-cuda==9\.9\.0 does not fit: this Stillroom has ONNX Runtime 9\.8\.0/,
  );
});

test('a machine that is not Linux on x64 is told so', () => {
  expect(machineFault('linux/x64')).toBeUndefined();
  expect(machineFault('darwin/arm64')).toContain('for Linux on x64, and this is darwin/arm64');
});

test('without Python the reason is told', async () => {
  const { request, home } = machine();
  expect(await refusal({ ...request, env: { PATH: home } })).toContain('python3 is not installed');
});

describe("by the runtime package's own installer", () => {
  test('the package stays as it is, and what the installer wrote is taken', async () => {
    const script = `
      if (process.env.ONNXRUNTIME_NODE_INSTALL !== 'cuda12') throw new Error('not asked for');
      const [fs, path] = [require('node:fs'), require('node:path')];
      const bin = path.join(__dirname, '../bin/napi-v6/linux/x64');
      fs.mkdirSync(bin, { recursive: true });
      for (const name of ['shared', 'cuda', 'tensorrt'])
        fs.writeFileSync(path.join(bin, 'libonnxruntime_providers_' + name + '.so'), name);`;
    const { request, folder, home } = machine({ script });
    await installCuda({ ...request, cuda: 12 });
    expect(await readCudaLibraries(folder)).toMatchObject({ cuda: 12 });
    expect(readFileSync(join(folder, PROVIDER_FILES[1]), 'utf8')).toBe('cuda');
    expect(readdirSync(join(home, 'runtime/bin/napi-v6/linux/x64'))).toEqual([
      'libonnxruntime.so.1',
    ]);
  });

  test('its reason is told', async () => {
    const { request } = machine({ script: "throw new Error('the feed is closed')" });
    expect(await refusal({ ...request, cuda: 12 })).toMatch(
      /could not fetch the CUDA 12 libraries: Error: the feed is closed\. .*--cuda 13/,
    );
  });
});

test('the wheel is of the ONNX Runtime that Stillroom has', () => {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json');
  expect(CUDA_13_WHEEL.version).toBe(version);
  expect(CUDA_13_WHEEL.package.requirement).toBe(`onnxruntime-gpu==${version}`);
});

test('the libraries lie beside the models, wherever those are kept', () => {
  expect(cudaFolder({ STILLROOM_MODELS: '/elsewhere' }, '/home/me')).toBe(
    cudaFolder({}, '/home/me'),
  );
  expect(cudaFolder({ STILLROOM_CUDA: '/here' }, '/home/me')).toBe('/here');
});
