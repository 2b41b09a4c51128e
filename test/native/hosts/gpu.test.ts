import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findGpu } from '../../../electron/engine/runtime/borrow.ts';
import { forkHost } from '../../../electron/hosts/host.ts';
import type { TeacherHost } from '../../../electron/hosts/teacherHost.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { prompt, sampling } from './openTinyTeacher.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-gpu-'));
const gguf = path.join(folder, 'tiny.gguf');
writeTinyTeacher(gguf);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('says which GPU there is, or that there is none', async () => {
  const gpu = await findGpu();
  if (gpu === null) return;
  expect(gpu.names.length).toBeGreaterThan(0);
  expect(gpu.freeBytes).toBeLessThanOrEqual(gpu.totalBytes);
});

it('has a teacher write with as many layers on a GPU as fit, also where that is none', async () => {
  const host = forkHost<TeacherHost>({
    title: 'the teacher',
    entry: new URL('../../../electron/hosts/teacherHost.ts', import.meta.url),
    open: { name: 'open', args: [gguf, { contextSize: 512, threads: 1, gpuLayers: 'auto' }] },
  });
  try {
    const { outputTokens } = await host.call('generate', prompt, sampling(8));
    expect(outputTokens).toBeGreaterThan(0);
  } finally {
    host.stop();
  }
});
