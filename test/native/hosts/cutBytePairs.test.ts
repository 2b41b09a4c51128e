import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutDocuments } from '../../../electron/engine/steps/cutDocuments.ts';
import { loadTeacher, type Teacher } from '../../../models/teacher/teacher.ts';
import { LETTERS_OF_BYTES, writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

const letters = (bytes: readonly number[]) => bytes.map((byte) => LETTERS_OF_BYTES[byte]!).join('');
// the first halves of emoji and of Korean letters, so that tokens end within characters
const MERGES = [
  [letters([0xf0]), letters([0x9f])],
  [letters([0xf0, 0x9f]), letters([0xab])],
  [letters([0xed]), letters([0x95])],
] as const;

let folder: string;
let teacher: Teacher;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-bpe-'));
  const file = path.join(folder, 'bpe.gguf');
  writeTinyTeacher(file, [], { merges: MERGES });
  teacher = await loadTeacher(file, { contextSize: 512, threads: 1 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cutter = {
  cutTexts: async (texts: readonly string[], limit: number) =>
    texts.map((text) => teacher.cutText(text, limit)),
};

async function passagesOf(text: string, limit: number): Promise<string[]> {
  const document = { title: null, text, file: 'a.txt', line: 1 };
  const cuts = await cutDocuments(cutter, [document], { limit, unit: 'passage' });
  return cuts.map((cut) => cut.text);
}

it('its tokens are of bytes, and some end within a character', () => {
  expect(teacher.countTokens({ text: '🫠', chat: false })).toBe(
    teacher.countTokens({ text: '', chat: false }) + 2,
  );
  expect(teacher.cutText('🫠', 1).text).not.toBe('🫠');
});

it.each([
  ['emoji of four in a word', '🫠🫥🧌🪿 '.repeat(60)],
  ['emoji without a space', '🫠🫥🧌🪿'.repeat(60)],
  ['families', '👨‍👩‍👧‍👦 👩🏽‍🚀'.repeat(12)],
  ['flags', '🇰🇭🇱🇦🇲🇲'.repeat(20)],
  ['Korean', '한글은 아름답다. '.repeat(20)],
  ['letters with marks', 'o\u0302\u0323e\u0301 '.repeat(40)],
  ['words and emoji', 'The ferry 🫠 came late 🧌, and cold. '.repeat(12)],
])('passages of %s end between characters and lose none', async (_, text) => {
  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const listed = (part: string) =>
    [...characters.segment(part)].map(({ segment }) => segment).filter((one) => one.trim() !== '');
  for (const limit of [41, 40, 39, 7]) {
    const passages = await passagesOf(text, limit);
    expect(passages.length).toBeGreaterThan(2);
    expect(passages.join('')).not.toContain('\uFFFD');
    expect(passages.flatMap(listed)).toEqual(listed(text));
  }
});
