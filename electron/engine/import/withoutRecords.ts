import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { BadInput } from '../../../models/badInput.ts';
import { hasRows, kindOfEnding } from '../../contract/fileKinds.ts';
import type { CsvForm } from './csvRecords.ts';
import { csvForm } from './eachCsvRow.ts';
import { eachWriting } from './eachWriting.ts';
import { fileEncoding } from './fileEncoding.ts';
import { fileKind } from './fileKind.ts';
import { eachRow } from './readRows.ts';

/**
 * The content of a file without the records that have a field for which `isIt` holds: rows of CSV or
 * JSONL, the whole of a text. What is kept stays byte by byte.
 * @returns undefined if the file has no such record, null if it has no other
 * @throws if the file cannot be read as what it is, or has such a record among others and is of a kind
 *   that is not rewritten
 */
export function withoutRecords(
  file: string,
  isIt: (field: unknown) => boolean,
): Buffer | null | undefined {
  const bytes = readFileSync(file);
  const kind = fileKind(file, 'json');
  if (!hasRows(kind)) {
    const texts = [...eachWriting(file, kind)].map(({ text }) => text);
    return withoutMatches(file, texts.map(isIt));
  }
  const isPlain = ['json', 'delimited'].includes(kind) && fileEncoding(file).name === 'utf-8';
  if (!isPlain || isList(kind, bytes)) {
    const rows = [...eachRow(file, [])];
    return withoutMatches(
      file,
      rows.map(({ fields }) => Object.values(fields).some(isIt)),
    );
  }
  if (kind === 'delimited') {
    // a table that its reader refuses is refused here by the same sentence
    for (const _ of eachRow(file, []));
    return withoutRows(bytes, csvForm(file), isIt);
  }
  if (kindOfEnding(file) === 'json') return withoutLines(bytes, isIt);
  // gold may have any name, and a folder of copies may have other files, such as an experiment
  try {
    return withoutLines(bytes, isIt);
  } catch {
    return isIt(bytes.toString('utf8')) ? null : undefined;
  }
}

/** @throws BadInput if some records match and some do not */
function withoutMatches(file: string, matches: readonly boolean[]): null | undefined {
  if (!matches.includes(true)) return undefined;
  if (!matches.includes(false)) return null;
  throw new BadInput(
    `${file} has the document among others, and a file of this kind is not rewritten. Take it out there, or delete the ` +
      'file, then try again.',
  );
}

const isList = (kind: string, bytes: Buffer) =>
  kind === 'json' && /^\uFEFF?\s*\[/.test(bytes.toString('utf8', 0, 1000));

function withoutLines(bytes: Buffer, isIt: (field: unknown) => boolean) {
  const lines = bytes.toString('utf8').split(/(?<=\n)/);
  const hasIt = (line: string) => {
    const json = line.replace(/^\uFEFF/, '').trim();
    return json !== '' && Object.values(JSON.parse(json) as object).some(isIt);
  };
  const kept = lines.filter((line) => !hasIt(line));
  if (kept.length === lines.length) return undefined;
  const rest = kept.join('');
  return rest.trim() === '' ? null : Buffer.from(rest);
}

function withoutRows(bytes: Buffer, form: CsvForm, isIt: (field: unknown) => boolean) {
  const [header, ...records] = csvRecords(bytes, form);
  const kept = records.filter(({ fields }) => !fields.some(isIt));
  if (kept.length === records.length) return undefined;
  return kept.length === 0 ? null : Buffer.concat([header!, ...kept].map(({ raw }) => raw));
}

/** The records of a CSV file, its header among them, with the bytes of each. */
function csvRecords(
  bytes: Buffer,
  { delimiter, isQuoted }: CsvForm,
): { readonly fields: readonly string[]; readonly raw: Buffer }[] {
  const records = parse(bytes, {
    bom: true,
    info: true,
    delimiter,
    skip_empty_lines: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    ...(isQuoted ? {} : { quote: null }),
  }) as unknown as { readonly record: string[]; readonly info: { readonly bytes: number } }[];
  return records.map(({ record, info }, at) => ({
    fields: record,
    raw: bytes.subarray(records[at - 1]?.info.bytes ?? 0, info.bytes),
  }));
}
