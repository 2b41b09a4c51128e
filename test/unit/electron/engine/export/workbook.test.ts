import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import type { RowTable } from '../../../../../electron/engine/export/exportedRow.ts';
import { workbook } from '../../../../../electron/engine/export/workbook.ts';
import { writeWhole } from '../../../../../electron/engine/files/writeWhole.ts';
import { workbookRows } from '../../../../../electron/engine/import/workbookRows.ts';
import { exportedRow, SINGLE_COLUMNS, tableOf } from '../../../../fixtures/exportedRows.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';
import { refusalOf } from '../import/files.ts';

const written = (table: RowTable) => {
  const file = path.join(temporaryFolder(), 'rows.xlsx');
  writeWhole(file, workbook(table));
  return file;
};
const cellsOf = (file: string) => workbookRows(file).rows.map(({ cells }) => cells);

/** Texts that XML, a formula or Excel's own escapes could change. */
const TEXTS = [
  '=1+1',
  '@all',
  '  two spaces before, and after  ',
  'a line\nand a\ttab',
  'old line\r\nends\r',
  'bell \u0007 and nothing \0',
  'escaped by somebody: _x0007_ and _x005F_',
  '_x',
  'a <b> & "c" \'d\' ]]>',
  'Ärger 😀 日本語 e\u0301',
  '\uFFFE\uFFFF',
  '0042',
  'TRUE',
  'x'.repeat(32_767),
];

it('gives each text back as it was', () => {
  const rows = TEXTS.map((text, i) =>
    exportedRow({ text, label: '=x', origin: `o#${i}`, edited: i % 2 === 1 }),
  );
  const [header, ...lines] = cellsOf(written(tableOf(rows)));
  expect(header).toEqual(SINGLE_COLUMNS);
  expect(lines).toEqual(rows.map((row) => SINGLE_COLUMNS.map((name) => String(row[name] ?? ''))));
});

it('has no formula, and is the same file for the same rows', () => {
  const table = tableOf(TEXTS.map((text) => exportedRow({ text, label: '=2', origin: 'o' })));
  const [one, other] = [written(table), written(table)].map((file) => readFileSync(file));
  expect(one!.equals(other!)).toBe(true);
  const sheet = Buffer.from(unzipSync(one!)['xl/worksheets/sheet1.xml']!).toString();
  expect(sheet).not.toMatch(/<f[ >]/);
  expect(sheet).toContain('<c r="A2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>');
});

it('refuses a text that is longer than a cell, names its row and column, and writes nothing', () => {
  const rows = [
    exportedRow({ text: 'short', label: 'good', origin: 'o#0' }),
    exportedRow({ text: 'x', label: 'good', origin: 'o#1', comment: 'y'.repeat(32_768) }),
  ];
  const file = path.join(temporaryFolder(), 'rows.xlsx');
  expect(refusalOf(() => writeWhole(file, workbook(tableOf(rows))))).toBe(
    'Row 3 of the sheet (o#1) has 32,768 characters in its column comment, and a cell of Excel takes 32,767. ' +
      'Choose CSV or Parquet, or shorten it in Review.',
  );
  expect(existsSync(file)).toBe(false);
});

it('refuses more rows than a sheet has before it writes one', () => {
  const table = { ...tableOf([]), count: 1_048_576 };
  expect(refusalOf(() => [...workbook(table)])).toContain('these are 1,048,576 rows');
});

it('makes a large sheet in small pieces', () => {
  const COUNT = 20_000;
  function* many() {
    for (let i = 0; i < COUNT; i++) {
      yield exportedRow({
        text: `text ${i} ${'word '.repeat(40)}`,
        label: 'good',
        origin: `o#${i}`,
      });
    }
  }
  let largest = 0;
  function* watched() {
    for (const piece of workbook({ ...tableOf([]), count: COUNT, rows: many() })) {
      largest = Math.max(largest, piece.length);
      yield piece;
    }
  }
  const file = path.join(temporaryFolder(), 'rows.xlsx');
  writeWhole(file, watched());
  expect(largest).toBeLessThan(statSync(file).size / 4);
  expect(cellsOf(file)).toHaveLength(COUNT + 1);
});
