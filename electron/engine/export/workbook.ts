import { Zip, ZipDeflate } from 'fflate';
import { BadInput } from '../../../models/badInput.ts';
import { batchesOf } from './batchesOf.ts';
import type { ExportedRow, RowColumn, RowTable } from './exportedRow.ts';

/** Excel's limits of a sheet; the header is one of its rows. */
const MOST_ROWS = 1_048_576;
const MOST_CHARACTERS = 32_767;

/** Sizes in a zip archive have 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org';
const RELATIONSHIPS = `${OFFICE}/officeDocument/2006/relationships`;
const SHEET_PATH = 'xl/worksheets/sheet1.xml';

/** What a workbook consists of besides its sheet (ECMA-376, Office Open XML). */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/${SHEET_PATH}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${OFFICE}/spreadsheetml/2006/main" xmlns:r="${RELATIONSHIPS}"><sheets><sheet name="rows" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** The first row stays in sight when a reader scrolls. */
const SHEET_START = `${XML}<worksheet xmlns="${OFFICE}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
const SHEET_END = '</sheetData></worksheet>';

/**
 * Rows as an Excel workbook with one sheet, in pieces, so that no more than some rows are held at once.
 * Texts are cells of text, which no program takes for a formula.
 * @throws BadInput for more rows than a sheet has, and for a longer text than a cell takes
 */
export function* workbook({ columns, count, rows }: RowTable): Generator<Uint8Array, void> {
  if (count >= MOST_ROWS) {
    throw new BadInput(
      `A sheet of Excel has ${MOST_ROWS.toLocaleString('en')} rows, one of them for the names of the columns; ` +
        `these are ${count.toLocaleString('en')} rows. Choose CSV or Parquet.`,
    );
  }
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  for (const [name, xml] of Object.entries(PARTS)) {
    const part = begin(zip, name);
    part.push(Buffer.from(`${XML}${xml}`), true);
  }
  const sheet = begin(zip, SHEET_PATH);
  let bytes = 0;
  for (const xml of sheetXml(columns, rows)) {
    const piece = Buffer.from(xml);
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new BadInput('These rows make a sheet of more than 4 GB. Choose CSV or Parquet.');
    }
    sheet.push(piece);
    yield* ready;
    ready = [];
  }
  sheet.push(new Uint8Array(), true);
  zip.end();
  yield* ready;
}

/** A fixed time makes the same rows the same file. */
function begin(zip: Zip, name: string): ZipDeflate {
  const part = new ZipDeflate(name, { level: 4 });
  part.mtime = new Date(1980, 0, 1);
  zip.add(part);
  return part;
}

function* sheetXml(
  columns: readonly RowColumn[],
  rows: Iterable<ExportedRow>,
): Generator<string, void> {
  yield SHEET_START + rowXml(1, columns.map(textCell));
  let line = 1;
  for (const batch of batchesOf(rows)) {
    yield batch
      .map((row) => {
        line++;
        return rowXml(
          line,
          columns.map((name) => cellOf(row, name, line)),
        );
      })
      .join('');
  }
  yield SHEET_END;
}

/** What stands in a cell: its type, and the XML of its value. */
interface Cell {
  readonly type: 'inlineStr' | 'b';
  readonly value: string;
}

/** Every place is written, though it may be left out, because some readers look for it. */
function rowXml(line: number, cells: readonly (Cell | undefined)[]): string {
  const xml = cells.map((cell, i) =>
    cell ? `<c r="${columnLetter(i)}${line}" t="${cell.type}">${cell.value}</c>` : '',
  );
  return `<row r="${line}">${xml.join('')}</row>`;
}

/** There are fewer columns than letters. */
const columnLetter = (i: number) => String.fromCharCode('A'.charCodeAt(0) + i);

function cellOf(row: ExportedRow, name: RowColumn, line: number): Cell | undefined {
  const value = row[name] ?? '';
  if (typeof value === 'boolean') return { type: 'b', value: `<v>${Number(value)}</v>` };
  if (value.length > MOST_CHARACTERS) {
    throw new BadInput(
      `Row ${line} of the sheet (${row.origin}) has ${value.length.toLocaleString('en')} characters in its column ` +
        `${name}, and a cell of Excel takes ${MOST_CHARACTERS.toLocaleString('en')}. Choose CSV or Parquet, or shorten it in Review.`,
    );
  }
  return value === '' ? undefined : textCell(value);
}

function textCell(text: string): Cell {
  return {
    type: 'inlineStr',
    value: `<is><t xml:space="preserve">${escaped(text)}</t></is>`,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Characters that XML lacks, or that its readers change, are written as `_x0007_`. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (character) => {
      if (character === '\t' || character === '\n') return character;
      return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .replace(/[&<>]/g, (character) => ENTITIES[character]!);
}
