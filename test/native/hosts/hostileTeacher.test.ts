import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { openTinyTeacher, prompt, sampling } from './openTinyTeacher.ts';

let folder: string;
let whole: Buffer;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-hostile-teacher-'));
  const file = path.join(folder, 'whole.gguf');
  writeTinyTeacher(file);
  whole = readFileSync(file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** With another template of the same length, so that no other byte of the file moves. */
function withTemplate(template: string): string {
  const own = "{{ bos_token }}{% for m in messages %}ask {{ m['content'] }} answer {% endfor %}";
  const bytes = Buffer.from(whole);
  bytes.write(template.padEnd(own.length), bytes.indexOf(own), 'latin1');
  return written('template.gguf', bytes);
}

it.each([
  ['{% for i in range(2000000000) %}x{% endfor %}', 'its chat template fails'],
  ['{%for i in range(9999)%}{%for j in range(9999)%}x{%endfor%}{%endfor%}', 'fails: it repeats'],
  ["{{ raise_exception('no users') }}", 'refuses a user’s turn, in its own words: “no users”'],
  ['{% for m in %}{{ }}', 'its chat template fails'],
])('the template %s ends in a sentence', async (template, sentence) => {
  const file = withTemplate(template);
  const teacher = openTinyTeacher(file);
  try {
    const calling = teacher.call('generate', { ...prompt, chat: true }, sampling(4));
    await expect(calling).rejects.toMatchObject({ name: 'BadInput' });
    await expect(calling).rejects.toThrow(sentence);
    await expect(calling).rejects.toThrow(file);
  } finally {
    teacher.stop();
  }
});

it('dimensions that do not fit one another end in a sentence', async () => {
  const key = Buffer.from('llama.rope.dimension_count');
  const bytes = Buffer.from(whole);
  bytes.writeUInt32LE(12, bytes.indexOf(key) + key.length + 4);
  const file = written('dimensions.gguf', bytes);
  const teacher = openTinyTeacher(file);
  try {
    const calling = teacher.call('contextSize');
    await expect(calling).rejects.toMatchObject({ name: 'BadInput' });
    await expect(calling).rejects.toThrow(`${file}: llama.cpp cannot load this model`);
  } finally {
    teacher.stop();
  }
});
