import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { modelMemory } from '../../../../../electron/engine/runtime/modelMemory.ts';
import type { ModelStatus } from '../../../../../models/catalog/modelStatus.ts';
import { writeTinyBert } from '../../../../fixtures/tinyBert.ts';
import { writeTinyTeacher } from '../../../../fixtures/tinyTeacher.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

const status = (part: Partial<ModelStatus>): ModelStatus => ({
  name: 'm',
  roles: ['teacher'],
  licence: '',
  state: 'ready',
  partialBytes: 0,
  bytes: undefined,
  source: undefined,
  path: undefined,
  sha256: undefined,
  ...part,
});

it('reads a teacher’s file, and goes by the size of one that is not here', () => {
  const file = path.join(temporaryFolder(), 'tiny.gguf');
  writeTinyTeacher(file);
  const bytes = statSync(file).size;
  // two layers of width 64: 512 bytes for each of 4096 tokens
  expect(modelMemory(status({ path: file, bytes }))).toEqual({
    teacher: {
      bytes: bytes + 512 * 4096 + 300e6,
      isLeast: false,
      basis: 'with 4,096 tokens of context',
    },
  });
  const absent = modelMemory(status({ state: 'absent', bytes: 8e9 }));
  expect(absent.teacher).toMatchObject({ bytes: 8.3e9, isLeast: true });
  expect(modelMemory(status({ state: 'absent' }))).toEqual({});
  // what is wrong with a file is told by its state, not here
  expect(modelMemory(status({ path: '/gone.gguf', state: 'missing', bytes: 1e9 }))).toHaveProperty(
    'teacher',
  );
});

it('says what a student takes to learn, and nothing of an encoder', async () => {
  const folder = temporaryFolder();
  await writeTinyBert(folder, ['good']);
  const weights = path.join(folder, 'model.safetensors');
  const memory = modelMemory(
    status({ roles: ['encoder', 'student'], path: weights, bytes: statSync(weights).size }),
  );
  expect(Object.keys(memory)).toEqual(['student']);
  expect(memory.student!.basis).toBe('to learn from texts of 128 tokens, 32 at once');
});
