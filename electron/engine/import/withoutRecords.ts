import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * The content of a file without the records that have a field for which `isIt` holds: rows of CSV,
 * the whole of a text, or rows of JSONL in a file of any other name. What is kept stays byte by byte.
 * @returns undefined if the file has no such record, null if it has no other
 * @throws if the file cannot be read as what its name says
 */
export function withoutRecords(
  file: string,
  isIt: (field: unknown) => boolean,
): Buffer | null | undefined {
  const bytes = readFileSync(file);
  const whole = () => (isIt(bytes.toString('utf8')) ? null : undefined);
  switch (path.extname(file).toLowerCase()) {
    case '.txt':
    case '.md':
      return whole();
    case '.csv':
      return withoutRows(bytes, isIt);
    case '.jsonl':
      return withoutLines(bytes, isIt);
    default:
      // gold may have any name, and a folder of copies may have other files, such as an experiment
      try {
        return withoutLines(bytes, isIt);
      } catch {
        return whole();
      }
  }
}

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

function withoutRows(bytes: Buffer, isIt: (field: unknown) => boolean) {
  const [header, ...records] = csvRecords(bytes);
  const kept = records.filter(({ fields }) => !fields.some(isIt));
  if (kept.length === records.length) return undefined;
  return kept.length === 0 ? null : Buffer.concat([header!, ...kept].map(({ raw }) => raw));
}

/** The records of a CSV file, its header among them, with the bytes of each. */
function csvRecords(bytes: Buffer): { readonly fields: readonly string[]; readonly raw: Buffer }[] {
  const records = parse(bytes, {
    bom: true,
    info: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  }) as unknown as { readonly record: string[]; readonly info: { readonly bytes: number } }[];
  return records.map(({ record, info }, at) => ({
    fields: record,
    raw: bytes.subarray(records[at - 1]?.info.bytes ?? 0, info.bytes),
  }));
}
