import { BadInput } from '../../../models/badInput.ts';
import { unzip } from './unzip.ts';
import { xmlEvents } from './xmlEvents.ts';

/** A row of a sheet: its number from 1, and its cells as texts, from the first column. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Sheet {
  readonly name: string;
  /** The number of sheets that the workbook has besides. */
  readonly others: number;
  readonly rows: readonly SheetRow[];
}

/** Beyond any table; a cell far to the right would make each row as long. */
const MOST_CELLS = 16_384;

/**
 * The first visible sheet of an Excel workbook. Dates are written as 2024-05-31, numbers as they are
 * stored.
 * @throws BadInput if it is damaged or has no sheet
 */
export function workbookRows(file: string): Sheet {
  const parts = unzip(
    file,
    (name) =>
      /^xl\/(workbook|styles|sharedStrings)\.xml$/.test(name) ||
      /^xl\/(_rels|worksheets)\//.test(name),
  );
  const sheets = sheetsOf(parts);
  const [first] = sheets;
  const xml = first && parts.get(first.path);
  if (xml === undefined) throw new BadInput(`${file} has no sheet that can be read.`);
  const isDate = datesOf(parts.get('xl/styles.xml') ?? '');
  const shared = sharedTexts(parts.get('xl/sharedStrings.xml') ?? '');
  const starts1904 = /date1904="(1|true)"/.test(parts.get('xl/workbook.xml') ?? '');
  return {
    name: first!.name,
    others: sheets.length - 1,
    rows: rowsOf(xml, { shared, isDate, starts1904 }),
  };
}

function sheetsOf(parts: ReadonlyMap<string, string>): { name: string; path: string }[] {
  const targets = new Map<string, string>();
  xmlEvents(parts.get('xl/_rels/workbook.xml.rels') ?? '', {
    open: (_, { Id = '', Target = '' }) =>
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`),
  });
  const sheets: { name: string; path: string }[] = [];
  xmlEvents(parts.get('xl/workbook.xml') ?? '', {
    open(name, attributes) {
      if (!/^(\w+:)?sheet$/.test(name) || attributes.state?.toLowerCase().includes('hidden'))
        return;
      const path = targets.get(attributes['r:id'] ?? '');
      // a sheet of charts has no cells
      if (path?.includes('worksheets/')) sheets.push({ name: attributes.name ?? '', path });
    },
  });
  return sheets;
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let phonetic = 0;
  xmlEvents(xml, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic++;
      isText = name === 't' && phonetic === 0;
    },
    text: (part) => {
      if (isText) text += part;
    },
    close(name) {
      if (name === 'si') texts.push(text);
      if (name === 'rPh') phonetic--;
      isText = false;
    },
  });
  return texts.map(unescaped);
}

/** Excel writes characters that XML lacks as `_x000D_`. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Formats of dates that every workbook has. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

function datesOf(styles: string): (style: string | undefined) => boolean {
  const formats = new Set(DATE_FORMATS);
  const dates: boolean[] = [];
  let isCellFormats = false;
  xmlEvents(styles, {
    open(name, { numFmtId = '', formatCode = '' }) {
      if (name === 'numFmt' && isDateFormat(formatCode)) formats.add(Number(numFmtId));
      if (name === 'cellXfs') isCellFormats = true;
      if (name === 'xf' && isCellFormats) dates.push(formats.has(Number(numFmtId)));
    },
    close(name) {
      if (name === 'cellXfs') isCellFormats = false;
    },
  });
  return (style) => dates[Number(style ?? -1)] ?? false;
}

const isDateFormat = (code: string) => /[dmyhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

interface Reading {
  readonly shared: readonly string[];
  readonly isDate: (style: string | undefined) => boolean;
  readonly starts1904: boolean;
}

function rowsOf(xml: string, { shared, isDate, starts1904 }: Reading): SheetRow[] {
  const rows: SheetRow[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = 0;
  let cell: Readonly<Record<string, string>> = {};
  let value = '';
  let isValue = false;
  const cellText = () => {
    switch (cell.t) {
      case 's':
        return shared[Number(value)] ?? '';
      case 'b':
        return value === '1' ? 'true' : 'false';
      case 'inlineStr':
      case 'str':
        return unescaped(value);
      case 'e':
      case 'd':
        return value;
      default:
        if (value === '') return '';
        return isDate(cell.s) ? dateText(Number(value), starts1904) : numberText(value);
    }
  };
  xmlEvents(xml, {
    open(name, attributes) {
      if (name === 'row') {
        line = Number(attributes.r ?? line + 1);
        cells = [];
        column = 0;
      } else if (name === 'c') {
        cell = attributes;
        column = attributes.r ? columnOf(attributes.r) : column + 1;
        value = '';
      }
      isValue = name === 'v' || name === 't';
    },
    text(part) {
      if (isValue) value += part;
    },
    close(name) {
      if (name === 'c' && column > 0 && column <= MOST_CELLS) {
        const text = cellText();
        while (cells.length < column - 1) cells.push('');
        cells[column - 1] = text;
      } else if (name === 'row') rows.push({ line, cells });
      isValue = false;
    },
  });
  return rows;
}

/** 'AB12' -> 28 */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.replace(/[^A-Za-z]/g, '').toUpperCase()) {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column;
}

/** Excel stores 0.1 + 0.2 as 0.30000000000000004; what it shows has 15 digits. */
function numberText(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : value;
}

const DAY_MS = 86_400_000;

function dateText(days: number, starts1904: boolean): string {
  // the calendar of 1900 has a 29 February that never was
  const since = starts1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const time = new Date(since + Math.round(days * 86_400) * 1000);
  if (Number.isNaN(time.getTime())) return String(days);
  const text = time.toISOString().replace('T', ' ').slice(0, 19);
  if (days < 1) return text.slice(11);
  return (time.getTime() - since) % DAY_MS === 0 ? text.slice(0, 10) : text;
}
