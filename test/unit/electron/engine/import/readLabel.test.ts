import { expect, test } from 'vitest';
import { readGold } from '../../../../../electron/engine/import/readGold.ts';
import { readLabel } from '../../../../../electron/engine/import/readLabel.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

const LABELS = ['féroce'.normalize('NFC'), 'doux', 'sans avis'];
const read = (value: string, labels: readonly string[] = LABELS) =>
  readLabel(value, labels, 'a.csv, line 2');

test('how a label’s letters are composed and the spaces around it do not count', () => {
  expect(read('féroce'.normalize('NFD'))).toBe(LABELS[0]);
  expect(read('  doux\t')).toBe('doux');
  expect(read('sans avis ')).toBe('sans avis');
  // Hangul is composed from letters too
  expect(read('한국'.normalize('NFD'), ['한국', 'x'])).toBe('한국');
});

test('a label that looks like another is refused with how they differ', () => {
  expect(refusalOf(() => read('sans\u00a0avis'))).toContain(
    'It differs from sans avis: it has U+00A0 where that has U+0020.',
  );
  expect(refusalOf(() => read('Doux'))).toContain('it has U+0044 where that has U+0064');
  expect(refusalOf(() => read('do\u200bux'))).toContain('it has U+200B where that has U+0075');
  expect(refusalOf(() => read('ｄｏｕｘ'))).toContain('It differs from doux');
  expect(refusalOf(() => read('rude'))).not.toContain('differs');
});

test.each(['', '  '])('a row without a label is refused: %j', (value) => {
  expect(refusalOf(() => read(value))).toBe(
    "a.csv, line 2: the label is empty. Give the row one of the task's labels " +
      '(féroce, doux, sans avis), or delete it.',
  );
});

test('labels in files are text, as they are written', () => {
  const labels = [
    '007',
    '1.0',
    '1',
    'true',
    'null',
    '-1',
    '__proto__',
    'constructor',
    '👍',
    '1e3',
    '12345678901234567890',
    'long'.repeat(75),
  ];
  const ofJson = labels.map(
    (label, i) =>
      `{"text": "Text ${i}.", "label": ${/^(true|-?\d.*)$/.test(label) && label !== '007' ? label : JSON.stringify(label)}}\n`,
  );
  const csv = `text,label\n${labels.map((label, i) => `Text ${i}.,${label}\n`).join('')}`;
  for (const file of [fileWith('a.jsonl', ofJson.join('')), fileWith('a.csv', csv)]) {
    const seed = { file, text: 'text', label: 'label' };
    expect(readGold({ seed }, labels, randomStream('gold')).map(({ label }) => label)).toEqual(
      labels,
    );
  }
});

test('five hundred labels are read', () => {
  const labels = Array.from({ length: 500 }, (_, i) => `label ${i}`);
  const rows = labels.map((label) => ({ text: `A text of ${label}.`, label }));
  const seed = { file: fileWith('a.jsonl', jsonl(rows)), text: 'text', label: 'label' };
  expect(readGold({ seed }, labels, randomStream('gold'))).toHaveLength(500);
  expect(refusalOf(() => readGold({ seed }, labels.slice(1), randomStream('gold')))).toContain(
    'label 20, …)',
  );
});
