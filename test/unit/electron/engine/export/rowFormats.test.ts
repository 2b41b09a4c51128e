import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { rowFormats } from '../../../../../electron/engine/export/rowFormats.ts';

const ROWS = [
  { text: 'A "warm" film, with a comma', label: 'good', origin: 's3/seed/generate@1f3c0a7d#0' },
  {
    text: 'Ärger im Kino\nund eine zweite Zeile 😀',
    label: 'bad',
    origin: 's3/seed/generate@1f#1',
  },
];

it('writes JSONL, a row a line', () => {
  const lines = String(rowFormats.jsonl.write(ROWS)).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(ROWS);
});

it('writes CSV that a reader gives back, quotes and line ends too', () => {
  const text = String(rowFormats.csv.write(ROWS));
  expect(text.codePointAt(0)).toBe(0xfeff);
  expect(parse(text, { columns: true, bom: true })).toEqual(ROWS);
});

it('writes no cell that a spreadsheet would run, and plain cells where asked', () => {
  const texts = [
    '=1+1',
    '+1 for it',
    '-2 stars',
    '@all read',
    '\tindented',
    '\r=1',
    '＝1',
    'a = b',
    '',
    '1-2',
  ];
  const rows = texts.map((text) => ({ text, label: '-1', origin: 's3/seed/generate@1f#1' }));
  const cells = (format: 'csv' | 'csvPlain') =>
    parse(String(rowFormats[format].write(rows)), { columns: true, bom: true }) as typeof rows;
  expect(cells('csvPlain')).toEqual(rows);
  for (const { text, label } of cells('csv')) {
    expect(text).not.toMatch(/^[=+\-@\t\r＝]/);
    expect(label).toBe("'-1");
  }
  expect(cells('csv').map(({ text }) => text.replace(/^'/, ''))).toEqual(texts);
});

it('writes Parquet that another library gives back', async () => {
  const bytes = rowFormats.parquet.write(ROWS) as Uint8Array<ArrayBuffer>;
  expect(await parquetReadObjects({ file: bytes.buffer })).toEqual(ROWS);
});
