import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { borrowStudent } from '../../../electron/engine/runtime/borrow.ts';
import { cudaForTraining, probeStudentCuda } from '../../../electron/engine/runtime/studentCuda.ts';
import { forkHost, hostModule } from '../../../electron/hosts/host.ts';
import type { StudentHost } from '../../../electron/hosts/studentHost.ts';
import { probeLoop } from '../../../models/student/probeLoop.ts';
import { loadFault, providerFault } from '../../../native/onnx/cudaRuntime.ts';

const isLinux = process.platform === 'linux' && process.arch === 'x64';
const work = mkdtempSync(path.join(tmpdir(), 'stillroom-cuda-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** An installation with the real runtime; its provider's libraries are files of nonsense. */
async function nonsense(name: string, version?: string): Promise<string> {
  const folder = path.join(work, name);
  mkdirSync(folder);
  const runtime = await borrowStudent((host) => host.call('runtime'));
  const files: Record<string, { bytes: number; sha256: string }> = {};
  copyFileSync(runtime.path, path.join(folder, 'libonnxruntime.so.1'));
  for (const library of ['shared', 'cuda']) {
    writeFileSync(
      path.join(folder, `libonnxruntime_providers_${library}.so`),
      'nonsense'.repeat(99),
    );
  }
  for (const file of ['', '_providers_shared', '_providers_cuda']) {
    const library = `libonnxruntime${file}.so${file ? '' : '.1'}`;
    files[library] = { bytes: statSync(path.join(folder, library)).size, sha256: '' };
  }
  const record = { format: 1, version: version ?? runtime.version, cuda: 13, files };
  writeFileSync(path.join(folder, 'stillroom.json'), JSON.stringify(record));
  return folder;
}

it('a training by loops on the CPU is what the probe compares with', async () => {
  expect(await probeLoop({ threads: 1 })).toBe(0);
});

describe.runIf(isLinux)('the CUDA libraries', () => {
  it('are asked for where there are none', async () => {
    const probe = await probeStudentCuda({ STILLROOM_CUDA: path.join(work, 'nothing') });
    expect(probe.works).toBe(false);
    expect(probe.sentence).toMatch(/not installed in .*nothing: `stillroom gpu install`/);
  });

  it('of another version are told apart before anything is loaded', async () => {
    const folder = await nonsense('old', '1.29.0');
    const { works, sentence } = await probeStudentCuda({ STILLROOM_CUDA: folder });
    expect(works).toBe(false);
    expect(sentence).toMatch(/are of ONNX Runtime 1\.29\.0, and Stillroom has \d/);
  });

  it('that cannot work are refused in words', async () => {
    const folder = await nonsense('damaged');
    const { works, sentence } = await probeStudentCuda({ STILLROOM_CUDA: folder });
    expect(works).toBe(false);
    if (loadFault('libcuda.so.1')) expect(sentence).toContain('no NVIDIA driver');
    else expect(sentence).toMatch(/libcudart|invalid ELF header/);
  });

  it('bring their own copy of the runtime, and the processor’s sessions work with it', async () => {
    const folder = await nonsense('copy');
    const open = { name: 'open', args: [{ threads: 1, cuda: folder }] };
    const options = { title: 'the student', entry: hostModule('studentHost'), open };
    const host = forkHost<StudentHost>(options);
    try {
      const { path: loaded } = await host.call('runtime');
      expect(loaded).toBe(path.join(folder, 'libonnxruntime.so.1'));
    } finally {
      host.stop();
    }
  });

  it('that the system cannot load are named with its reason', async () => {
    const folder = await nonsense('unloadable');
    expect(providerFault(folder)).toMatch(
      /libonnxruntime_providers_shared\.so: invalid ELF header/,
    );
  });
});

const LIBRARIES = ['cuda.so.1', 'cudart.so.13', 'cublas.so.13', 'cublasLt.so.13', 'curand.so.10'];

function hasCompiler(): boolean {
  return spawnSync('cc', ['--version']).status === 0;
}

/** Puts libraries of CUDA's names where the system looks first; each does this as it is loaded. */
function pretendCuda(name: string, doing: string): void {
  const folder = path.join(work, name);
  mkdirSync(folder);
  const source = path.join(folder, 'library.c');
  writeFileSync(source, `#include <stdlib.h>\n__attribute__((constructor)) void f() { ${doing} }`);
  for (const library of LIBRARIES) {
    const target = path.join(folder, `lib${library}`);
    const built = spawnSync('cc', ['-shared', '-fPIC', '-o', target, source]);
    expect(built.status, String(built.stderr)).toBe(0);
  }
  vi.stubEnv('LD_LIBRARY_PATH', folder);
}

describe.runIf(isLinux && hasCompiler())('where there is a driver and a runtime', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('a provider that cannot be loaded is told in the system’s words', async () => {
    const folder = await nonsense('provider');
    pretendCuda('harmless', '');
    const { works, sentence } = await probeStudentCuda({ STILLROOM_CUDA: folder });
    expect(works).toBe(false);
    expect(sentence).toMatch(/^The CUDA provider does not work: .*invalid ELF header/);
    expect(sentence).toContain('cuDNN 9 is missing too');
  });

  it('one that kills the process that tries it is told as that', async () => {
    const folder = await nonsense('killer');
    pretendCuda('deadly', 'abort();');
    const { works, sentence } = await probeStudentCuda({ STILLROOM_CUDA: folder });
    expect(works).toBe(false);
    expect(sentence).toMatch(/^The attempt to train on the GPU ended its process: .*SIGABRT/);
  });
});

describe('a run', () => {
  it('leaves the processor only where Settings ask for the GPU', async () => {
    const notes: string[] = [];
    expect(await cudaForTraining({}, (note) => notes.push(note))).toBeUndefined();
    expect(notes).toEqual([]);
  });

  it('says why students train on the processor nevertheless', async () => {
    const notes: string[] = [];
    const env = { STILLROOM_CUDA: path.join(work, 'nothing') };
    const cuda = await cudaForTraining({ studentOnGpu: true }, (note) => notes.push(note), env);
    expect(cuda).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /^Students train on the processor, though the GPU was asked for\. .*`stillroom gpu install`/,
    );
  });
});
