import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import type { ExportedRow } from '../../../../../electron/engine/export/exportedRow.ts';
import { rowFormats } from '../../../../../electron/engine/export/rowFormats.ts';
import { writeWhole } from '../../../../../electron/engine/files/writeWhole.ts';
import { exportedRow, SINGLE_COLUMNS, tableOf } from '../../../../fixtures/exportedRows.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

const ROWS = [
  exportedRow({
    text: 'A "warm" film, with a comma',
    label: 'good',
    origin: 's3/seed/generate@1f3c0a7d#0',
  }),
  exportedRow({
    text: 'Ärger im Kino\nund eine zweite Zeile 😀',
    label: 'bad',
    origin: 's3/seed/generate@1f#1',
    state: 'accepted',
    reviewer: 'reviewer 1',
    comment: 'was\ntoo long',
    original_text: 'Ärger',
    original_label: 'good',
    edited: true,
  }),
];

function written(format: keyof typeof rowFormats, rows: readonly ExportedRow[]): Buffer {
  const file = path.join(temporaryFolder(), 'rows');
  writeWhole(file, rowFormats[format](tableOf(rows)));
  return readFileSync(file);
}

const asText = (format: keyof typeof rowFormats, rows: readonly ExportedRow[]) =>
  written(format, rows).toString();

/** A table knows texts only. */
const asCells = (rows: readonly ExportedRow[]) =>
  rows.map((row) => ({ ...row, edited: String(row.edited) }));

it('writes JSONL, a row a line', () => {
  const lines = asText('jsonl', ROWS).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(ROWS);
});

it("writes a question in SQuAD's form, with the question before an edit", () => {
  const question = exportedRow({
    context: 'Der 😀 fuhr 1999.',
    text: 'When did it go?',
    label: '1999',
    answerStart: 12,
    origin: 'o#1',
    original_text: 'When?',
    edited: true,
  });
  expect(JSON.parse(asText('jsonl', [question]))).toEqual({
    context: 'Der 😀 fuhr 1999.',
    question: 'When did it go?',
    answers: { text: ['1999'], answer_start: [11] },
    origin: 'o#1',
    state: 'open',
    reviewer: '',
    comment: '',
    original_question: 'When?',
    edited: true,
  });
});

it('writes CSV that a reader gives back, quotes and line ends too', () => {
  const text = asText('csv', ROWS);
  expect(text.codePointAt(0)).toBe(0xfeff);
  expect(text.indexOf('\uFEFF', 1)).toBe(-1);
  expect(parse(text, { columns: true, bom: true })).toEqual(asCells(ROWS));
});

it('writes the same columns where nobody reviewed a row, and where there are many rows', () => {
  const rows = Array.from({ length: 1201 }, (_, i) =>
    exportedRow({ text: `text ${i}`, label: 'good', origin: `o#${i}` }),
  );
  for (const format of ['csv', 'csvPlain'] as const) {
    const [header, ...lines] = parse(asText(format, rows), { bom: true });
    expect(header).toEqual(SINGLE_COLUMNS);
    expect(lines.map(([text]) => text)).toEqual(rows.map(({ text }) => text));
  }
  expect(asText('jsonl', rows).trim().split('\n')).toHaveLength(1201);
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
  const rows = texts.map((text) =>
    exportedRow({ text, label: '-1', origin: 's3/seed/generate@1f#1', comment: text }),
  );
  const cells = (format: 'csv' | 'csvPlain') =>
    parse(asText(format, rows), { columns: true, bom: true }) as typeof rows;
  expect(cells('csvPlain')).toEqual(asCells(rows));
  for (const { text, label, comment } of cells('csv')) {
    expect(text).not.toMatch(/^[=+\-@\t\r＝]/);
    expect(comment).toBe(text);
    expect(label).toBe("'-1");
  }
  expect(cells('csv').map(({ text }) => text.replace(/^'/, ''))).toEqual(texts);
});

it('writes Parquet that another library gives back', async () => {
  const file = new Uint8Array(written('parquet', ROWS)).buffer;
  expect(await parquetReadObjects({ file })).toEqual(ROWS);
});
