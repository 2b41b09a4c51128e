import { BadInput } from '../../../models/badInput.ts';
import { unzip } from './unzip.ts';
import type { Sheet, SheetRow } from './workbookRows.ts';
import { xmlEvents } from './xmlEvents.ts';

/** A sheet says 'a million empty rows follow' in one element. */
const MOST_REPEATED = 1000;

/**
 * The first sheet of an OpenDocument spreadsheet.
 * @throws BadInput if it is damaged, locked, or has no sheet
 */
export function openDocumentRows(file: string): Sheet {
  const names: string[] = [];
  const rows: SheetRow[] = [];
  let line = 0;
  let cells: string[] = [];
  let repeatedRow = 1;
  let repeatedCell = 1;
  let lines: string[] | undefined;
  let given = '';
  let isNote = 0;
  xmlEvents(openDocumentContent(file), {
    open(name, attributes) {
      if (name === 'table:table') names.push(attributes['table:name'] ?? '');
      if (names.length !== 1) return;
      if (name === 'table:table-row') {
        cells = [];
        repeatedRow = Number(attributes['table:number-rows-repeated'] ?? 1);
      } else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
        repeatedCell = Number(attributes['table:number-columns-repeated'] ?? 1);
        lines = [];
        given = givenValue(attributes);
      } else if (name === 'office:annotation') isNote++;
      else if (name === 'text:p' && isNote === 0) lines?.push('');
      else if (name === 'text:s') add(' '.repeat(Number(attributes['text:c'] ?? 1)));
      else if (name === 'text:tab') add('\t');
      else if (name === 'text:line-break') add('\n');
    },
    text: (part) => add(part),
    close(name) {
      if (names.length !== 1) return;
      if (name === 'office:annotation') isNote--;
      else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
        const text = given !== '' ? given : (lines?.join('\n') ?? '');
        const times = text === '' && repeatedCell > MOST_REPEATED ? 0 : repeatedCell;
        for (let i = 0; i < Math.min(times, MOST_REPEATED); i++) cells.push(text);
        lines = undefined;
      } else if (name === 'table:table-row') {
        const isEmpty = cells.every((text) => text === '');
        const times = isEmpty ? 0 : Math.min(repeatedRow, MOST_REPEATED);
        for (let i = 0; i < times; i++) rows.push({ line: line + i + 1, cells });
        line += repeatedRow;
      }
    },
  });
  if (names.length === 0) throw new BadInput(`${file} has no sheet that can be read.`);
  return { name: names[0]!, others: names.length - 1, rows };

  function add(part: string): void {
    if (lines && lines.length > 0 && isNote === 0) lines[lines.length - 1] += part;
  }
}

/** What is shown of a number or a date may be shortened, so the value counts; of a text, the text. */
function givenValue(attributes: Readonly<Record<string, string>>): string {
  switch (attributes['office:value-type']) {
    case 'float':
    case 'percentage':
    case 'currency':
      return attributes['office:value'] ?? '';
    case 'date':
      return (attributes['office:date-value'] ?? '').replace('T', ' ');
    case 'boolean':
      return attributes['office:boolean-value'] ?? '';
    default:
      return '';
  }
}

/**
 * The content of an OpenDocument file, in XML.
 * @throws BadInput if it is damaged or locked
 */
export function openDocumentContent(file: string): string {
  const parts = unzip(file, (name) => name === 'content.xml' || name === 'META-INF/manifest.xml');
  if (parts.get('META-INF/manifest.xml')?.includes('encryption-data')) {
    throw new BadInput(
      `${file} is locked with a password. Open it, save it without one, and give that file.`,
    );
  }
  return parts.get('content.xml') ?? '';
}
