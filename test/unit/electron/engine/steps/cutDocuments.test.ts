import { expect, test } from 'vitest';
import { cutDocuments } from '../../../../../electron/engine/steps/cutDocuments.ts';

/** A teacher whose tokens are bytes in UTF-8, as a byte-level vocabulary has for rare characters. */
function byteTeacher() {
  let shown = 0;
  const cutTexts = async (texts: readonly string[], limit: number) =>
    texts.map((text) => {
      shown += text.length;
      const bytes = Buffer.from(text);
      if (bytes.length <= limit) return { text, tokens: bytes.length };
      return { text: bytes.subarray(0, limit).toString(), tokens: limit };
    });
  return { cutTexts, shown: () => shown };
}

const documentOf = (text: string) => ({ title: null, text, file: 'a.txt', line: 1 });

async function passagesOf(text: string, limit: number): Promise<string[]> {
  const document = documentOf(text);
  const cuts = await cutDocuments(byteTeacher(), [document], { limit, unit: 'passage' });
  return cuts.map((cut) => cut.text);
}

const FAMILY = '👨‍👩‍👧‍👦';

test.each([
  ['emoji', '🫠🫥🧌🪿 '.repeat(60), 41],
  ['family emoji', `${FAMILY} `.repeat(20), 41],
  ['flags without spaces', '🇩🇪🇫🇷🇯🇵'.repeat(20), 13],
  ['letters with marks', 'e\u0301o\u0302\u0323'.repeat(40), 10],
  ['Hangul of single letters', '한국어'.normalize('NFD').repeat(30), 22],
  ['Devanagari', 'क्षत्रिय नमस्ते '.repeat(20), 31],
])('%s: no character is cut, and none is lost', async (_, text, limit) => {
  const passages = await passagesOf(text, limit);
  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const listed = (part: string) =>
    [...characters.segment(part)].map(({ segment }) => segment).filter((one) => one.trim() !== '');
  expect(passages.length).toBeGreaterThan(2);
  expect(passages.flatMap(listed)).toEqual(listed(text));
});

test('a limit below one character takes the character', async () => {
  expect(await passagesOf(`${FAMILY}${FAMILY}`, 3)).toEqual([FAMILY, FAMILY]);
});

test('a text is shown to the teacher a few times over, however long it is', async () => {
  for (const length of [10_000, 100_000]) {
    for (const word of ['harbour ', 'x']) {
      const teacher = byteTeacher();
      const text = word.repeat(length / word.length).trim();
      const cuts = await cutDocuments(teacher, [documentOf(text)], { limit: 50, unit: 'passage' });
      expect(
        cuts
          .map((cut) => cut.text)
          .join('')
          .replaceAll(' ', ''),
      ).toBe(text.replaceAll(' ', ''));
      expect(teacher.shown()).toBeLessThan(10 * length);
    }
  }
});

test('how far the cutting is, is told, in one long text too', async () => {
  const documents = ['A ferry came late. '.repeat(500), 'Nobody came.'].map(documentOf);
  const total = documents.reduce((sum, { text }) => sum + text.length, 0);
  for (const unit of ['passage', 'document'] as const) {
    const told: number[] = [];
    const onCut = (characters: number) => told.push(characters);
    await cutDocuments(byteTeacher(), documents, { limit: 100, unit, onCut });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.length).toBeGreaterThan(unit === 'passage' ? 50 : 0);
    expect(told.at(-1)).toBe(total);
  }
});

test('tokens of many characters are shown as much text as they need', async () => {
  const cutTexts = async (texts: readonly string[], limit: number) =>
    texts.map((text) => {
      const kept = text.slice(0, limit * 30);
      return { text: kept, tokens: Math.ceil(kept.length / 30) };
    });
  const text = 'ab '.repeat(2000).trim();
  const cuts = await cutDocuments({ cutTexts }, [documentOf(text)], { limit: 20, unit: 'passage' });
  expect(cuts).toHaveLength(10);
});

test('a document is cut to its beginning, with its title', async () => {
  const document = { ...documentOf('A ferry came late. '.repeat(50)), title: 'Harbour' };
  const cuts = await cutDocuments(byteTeacher(), [document], { limit: 40, unit: 'document' });
  expect(cuts.map(({ text, name }) => [text, name])).toEqual([
    ['Harbour. A ferry came late. A ferry came', 'passage:a.txt:1'],
  ]);
});
