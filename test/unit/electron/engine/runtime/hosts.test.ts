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
  [{ hosts: 1, sequences: 1, threads: 2 }, 1],
  [{ hosts: 3, sequences: 1, threads: 1 }, 3],
  [{ hosts: 2, sequences: 8, threads: 1 }, 16],
])('opens teachers as %j says', (layout, expected) => {
  const hosts = openHosts(tinyModels(), { layout, onTraining: () => {}, onNote: () => {} });
  expect(hosts.teacher.parallel).toBe(expected);
  hosts.stop();
});
