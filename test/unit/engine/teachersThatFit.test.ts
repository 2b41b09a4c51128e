import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { teachersThatFit } from '../../../electron/engine/steps/teachersThatFit.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-fit-'));
const gguf = path.join(folder, 'tiny.gguf');
writeTinyTeacher(gguf);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// two layers of width 64: 512 bytes a token, 2 MB of cache beside 300 MB for the host
it.each([
  [64e9, 8, 8],
  [1e9, 8, 3],
  [0.1e9, 8, 1],
])('%d bytes free and %d cores give %d teachers', (freeBytes, cores, expected) => {
  expect(teachersThatFit(gguf, { cores, freeBytes, contextSize: 4096 })).toBe(expected);
});
