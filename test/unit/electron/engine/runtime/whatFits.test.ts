import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { layoutNamed } from '../../../../../electron/contract/teacherLayout.ts';
import { bytesOfLayout, whatFits } from '../../../../../electron/engine/runtime/whatFits.ts';
import { catalogue } from '../../../../../models/catalog/catalogue.ts';
import { writeTinyTeacher } from '../../../../fixtures/tinyTeacher.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-fits-'));
const gguf = path.join(folder, 'tiny.gguf');
writeTinyTeacher(gguf);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const one = layoutNamed('1x1x1')!;
const ofOne = bytesOfLayout(gguf, one);

it('fewer texts, then fewer processes', () => {
  const large = layoutNamed('4x8x1')!;
  expect(bytesOfLayout(gguf, large)).toBeGreaterThan(4 * ofOne);
  expect(whatFits(gguf, large, 4.01 * ofOne, [])).toContain(
    'By estimate this would fit: 4 processes of 1 thread, each writing one text at once, with 1.2 GB ' +
      '(--teacher-layout 4x1x1)',
  );
  expect(whatFits(gguf, large, 2.5 * ofOne, [])).toContain('--teacher-layout 2x1x1');
});

it('the same model of fewer bits a weight', () => {
  // the tiny teacher's numbers are of 32 bits
  const missing = statSync(gguf).size / 2;
  expect(whatFits(gguf, one, ofOne - missing, [])).toMatch(
    /^By estimate this would fit: the same model as Q8_0, 8.5 bits a weight in the place of 3\d\.\d, with \d+ MB\.$/,
  );
});

it('the largest teacher of the catalogue that is smaller and fits, or none', () => {
  const entry = { ...catalogue[0]!, roles: ['teacher'] as const };
  const teachers = [4000, 2000, 3000].map((bytes) => ({
    ...entry,
    name: `of ${bytes}`,
    files: [{ name: 'x.gguf', kind: 'gguf' as const, bytes }] as const,
  }));
  const free = 300e6 + 3500;
  expect(whatFits(gguf, one, free, teachers)).toContain('the teacher of 3000, with about 300 MB');
  expect(whatFits(gguf, one, 1e6, teachers)).toMatch(
    /^No teacher of the catalogue is small enough/,
  );
});
