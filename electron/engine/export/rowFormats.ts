import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { RowFormat } from '../../contract/exportFormats.ts';
import { writeArgilla } from '../exchange/argilla.ts';
import { writeLabelStudio } from '../exchange/labelStudio.ts';
import type { FileContent } from '../files/writeWhole.ts';
import { batchesOf } from './batchesOf.ts';
import { type RowTable, rowColumns, rowFields } from './exportedRow.ts';
import { SPREADSHEET } from './spreadsheetCsv.ts';
import { workbook } from './workbook.ts';

/** How rows are written to a file, for each format that is one. */
export const rowFormats: Readonly<
  Record<Exclude<RowFormat, 'huggingFace'>, (table: RowTable) => FileContent>
> = {
  jsonl,
  csv: (table) => csv(table, SPREADSHEET),
  csvPlain: (table) => csv(table, {}),
  xlsx: workbook,
  parquet,
  labelStudio: ({ rows }) => writeLabelStudio([...rows]),
  argilla: ({ rows }) => writeArgilla([...rows]),
};

function* jsonl({ rows }: RowTable): Generator<string, void> {
  for (const batch of batchesOf(rows)) {
    yield batch.map((row) => `${JSON.stringify(rowFields(row))}\n`).join('');
  }
}

/** True and false would be 1 and nothing. */
const CAST = { boolean: String };

function* csv(
  { columns, rows }: RowTable,
  options: Partial<typeof SPREADSHEET>,
): Generator<string, void> {
  const names = [...columns];
  yield stringify([], { ...options, header: true, columns: names });
  const { bom, ...others } = options;
  for (const batch of batchesOf(rows)) {
    yield stringify(batch, { ...others, columns: names, cast: CAST });
  }
}

function parquet({ columns, rows }: RowTable): Uint8Array {
  const all = [...rows];
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map((name) => ({
        name,
        data: all.map((row) => row[name] ?? ''),
        type: rowColumns[name].type,
      })),
    }),
  );
}
