import path from 'node:path';

/** What parts fields, in the order in which they are tried. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The most records that are looked at. */
const LOOKED_AT = 50;

/**
 * What parts the fields of a table: what divides its first records into equally many fields.
 * @param beginning of the table, some thousand characters
 */
export function findDelimiter(file: string, beginning: string): string {
  const records = recordsOf(beginning);
  const usual = ['.tsv', '.tab'].includes(path.extname(file).toLowerCase()) ? '\t' : ',';
  const candidates = [usual, ...DELIMITERS.filter((one) => one !== usual)].map((delimiter) => {
    const counts = records.map((record) => record.split(delimiter).length - 1);
    const [first = 0] = counts;
    const share = first === 0 ? 0 : counts.filter((n) => n === first).length / counts.length;
    return { delimiter, share };
  });
  const best = Math.max(...candidates.map(({ share }) => share));
  // an ending that says tabs is belied only by a table that is whole with another
  return best === 0 ? usual : candidates.find(({ share }) => share === best)!.delimiter;
}

/** The first records, without what is within quotes. */
function recordsOf(beginning: string): string[] {
  const bare = beginning.replace(/"(?:[^"]|"")*("|$)/g, '""');
  const lines = bare.split(/\r\n|\n|\r/);
  // the last one may be cut
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  return whole.filter((line) => line.trim() !== '').slice(0, LOOKED_AT);
}

/**
 * Whether fields may be within quotes. Tables with tabs are often written without; a quote is then a
 * part of the text.
 * @param isWhole whether the beginning is all of the table
 */
export function hasQuotedFields(beginning: string, delimiter: string, isWhole: boolean): boolean {
  if (delimiter !== '\t') return true;
  const bare = beginning.replace(/(?<=^|[\t\r\n])"(?:[^"]|"")*"(?=[\t\r\n]|$)/g, '');
  // the last field may be cut
  const known = isWhole ? bare : bare.replace(/(?<=^|[\t\r\n])"(?:[^"]|"")*$/, '');
  return !known.includes('"');
}
