import { describe, expect, test } from 'vitest';
import { previewFile, previewRows } from '../../../../../electron/engine/import/previewFile.ts';
import { readCorpus } from '../../../../../electron/engine/import/readCorpus.ts';
import { readGold } from '../../../../../electron/engine/import/readGold.ts';
import { readTexts } from '../../../../../electron/engine/import/readTexts.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { odsOf, xlsxOf } from '../../../../fixtures/everydayFiles.ts';
import { fileWith, refusalOf } from './files.ts';

const ROWS = [
  ['A warm ferry', 'good'],
  ['A cold ferry', 'bad'],
  ['A late ferry', 'bad'],
  ['A kind ferry', 'good'],
];
const commas = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => `${row.join(',')}\n`).join('');

const seedOf = (file: string, more = {}) => ({
  seed: { file, text: 'text', label: 'label', ...more },
});
const gold = (file: string, more = {}) =>
  readGold(seedOf(file, more), ['good', 'bad'], randomStream('gold'));

describe.each<[name: string, contentOf: (rows: readonly string[][]) => string | Uint8Array]>([
  ['a.csv', commas],
  ['a.tsv', (rows) => rows.map((row) => `${row.join('\t')}\n`).join('')],
  ['a.xlsx', xlsxOf],
  ['a.ods', odsOf],
])('%s', (name, contentOf) => {
  test('without a header is refused with that, and read when it is said', () => {
    const file = fileWith(name, contentOf(ROWS));
    const refusal = refusalOf(() => gold(file));
    expect(refusal).toContain(`${file}, line 1: the table has no column text, label`);
    expect(refusal).toContain('Line 1 looks like a row and no header: "good" is one of the labels');
    expect(refusal).toContain("choose 'no header' (header: none");
    const rows = gold(file, { header: 'none', text: '0', label: '1' });
    expect(rows.map(({ text, label }) => [text, label])).toEqual(ROWS);
  });

  test('without a header is told in the preview, and read again as it is said', () => {
    const file = fileWith(name, contentOf(ROWS));
    expect(previewRows(file).headerDoubt).toBe('"good" stands further down in its column too');
    expect(previewRows(file).rows).toBe(3);
    const again = previewFile(file, { header: 'none' });
    expect([again.headerDoubt, again.rows]).toEqual([null, 4]);
  });

  test('with a header is neither doubted nor given advice on it', () => {
    const file = fileWith(name, contentOf([['body', 'mood'], ...ROWS]));
    expect(previewFile(file).headerDoubt).toBeNull();
    expect(refusalOf(() => gold(file))).toMatch(/it has body, mood\. Choose one of these\.$/);
    expect(gold(file, { text: 'body', label: 'mood' })).toHaveLength(4);
  });
});

test.each<[what: string, content: string, sign: string]>([
  [
    'texts alone',
    'The ferry was late and cold.\nNobody on the pier asked why.\n',
    '"The ferry was late and cold." is a text',
  ],
  [
    'a long text without an end',
    `${'harbour '.repeat(13)},1\nshort,2\n`,
    `"${'harbour '.repeat(5)}…" is a text`,
  ],
  ['numbers as labels', 'warm,1\ncold,0\nlate,1\n', '"1" stands further down in its column too'],
])('the advice comes for texts to label and documents too: %s', (_, content, sign) => {
  const file = fileWith('a.csv', content);
  const expected = `no header: ${sign}.`;
  expect(refusalOf(() => readTexts(file, 'text'))).toContain(expected);
  expect(refusalOf(() => readCorpus([{ file, text: 'text' }]))).toContain(expected);
});

test.each([
  [
    'questions of a survey',
    'How did you like the ferry?,Would you come again?\nWell,yes\nBadly,no\n',
  ],
  ['years', '2019,2020,2021\n1,2,3\n4,5,6\n'],
  ['names like labels', 'good,bad\n1,0\n0,1\n'],
  ['an empty name', ',text\n1,warm\n2,cold\n'],
  ['a row that is empty', 'text,label\n,\nwarm,good\n'],
])('a header is not doubted: %s', (_, content) => {
  expect(previewRows(fileWith('a.csv', content)).headerDoubt).toBeNull();
});

test('columns that are there are taken, whatever else the first row holds', () => {
  const file = fileWith('a.csv', 'text,label,good\nwarm,good,good\ncold,bad,bad\n');
  expect(gold(file).map(({ label }) => label)).toEqual(['good', 'bad']);
});

test('rows of JSON name their columns, and are never doubted', () => {
  const rows = '{"good":"good","text":"a"}\n{"good":"bad","text":"b"}\n';
  expect(previewRows(fileWith('a.jsonl', rows)).headerDoubt).toBeNull();
});
