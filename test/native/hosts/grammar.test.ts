import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseList } from '../../../electron/engine/steps/parseOutput.ts';
import type { Host } from '../../../electron/hosts/host.ts';
import type { TeacherHost } from '../../../electron/hosts/teacherHost.ts';
import { BadInput } from '../../../models/badInput.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { openTinyTeacher, prompt, sampling } from './openTinyTeacher.ts';

let folder: string;
let teacher: Host<TeacherHost>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-grammar-'));
  const file = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(file);
  teacher = openTinyTeacher(file, { sequences: 2 });
});
afterAll(() => {
  teacher.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('a teacher that knows nothing of lists writes one, beside a text without a grammar', async () => {
  const free = teacher.call('generate', prompt, sampling(40));
  const listed = await teacher.call('generate', prompt, {
    ...sampling(200),
    grammar: 'root ::= line line line\nline ::= "- " [a-z]{1,9} "\\n"',
  });
  expect(listed.ended).toBe('end of text');
  expect(listed.output).toMatch(/^(?:- [a-z]{1,9}\n){3}$/);
  expect(parseList(listed.output)).toHaveLength(3);
  expect(parseList((await free).output)).toEqual([]);
});

it('a grammar that cannot be read is an error, and the teacher goes on', async () => {
  const broken = { ...sampling(4), grammar: 'root ::= "' };
  await expect(teacher.call('generate', prompt, broken)).rejects.toThrow(
    new BadInput('grammar: it cannot be read as GBNF.'),
  );
  expect((await teacher.call('generate', prompt, sampling(4))).outputTokens).toBeGreaterThan(0);
});
