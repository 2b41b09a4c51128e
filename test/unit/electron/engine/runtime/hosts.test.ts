import { availableParallelism } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openHosts } from '../../../../../electron/engine/runtime/hosts.ts';
import { writeTinyTeacher } from '../../../../fixtures/tinyTeacher.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

function tinyModels() {
  const file = path.join(temporaryFolder(), 'teacher.gguf');
  writeTinyTeacher(file);
  const model = {
    name: 'm',
    roles: [],
    licence: '',
    sha256: '',
    recordedAtFirstUse: [],
    files: { 'teacher.gguf': file },
  };
  return { teacher: model, encoder: model, student: model };
}

// no process starts before the first call
it.each([
  [{ threads: 1 }, 1],
  [{ threads: 3 }, 3],
  [{ threads: 3, gpuLayers: 'auto' as const }, 1],
])('opens teachers as %j allows', (compute, expected) => {
  const hosts = openHosts(tinyModels(), { onTraining: () => {}, compute });
  expect(hosts.teacher.parallel).toBe(expected);
  hosts.stop();
});

it('takes no more than the machine’s cores by default', () => {
  const hosts = openHosts(tinyModels(), { onTraining: () => {} });
  expect(hosts.teacher.parallel).toBeGreaterThan(0);
  expect(hosts.teacher.parallel).toBeLessThanOrEqual(availableParallelism());
  hosts.stop();
});
