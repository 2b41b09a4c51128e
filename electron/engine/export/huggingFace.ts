import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { BadInput } from '../../../models/badInput.ts';
import { replaceFolder } from '../files/replaceFolder.ts';
import { croissant } from './croissant.ts';
import { type DatasetFacts, datasetCard } from './datasetCard.ts';
import { type ExportedRow, labelColumns, type RowColumn, rowColumns } from './exportedRow.ts';

const DATA = 'data/train-00000-of-00001.parquet';

/**
 * Writes rows as a folder that `datasets.load_dataset(folder)` opens and the Hugging Face hub
 * displays: a Parquet file with label indices, a dataset card that names them, and the same in Croissant
 * for programs. The folder replaces an older one, unless somebody changed that.
 * @throws BadInput for a row whose label the task no longer has, or a changed folder
 */
export async function writeHuggingFace(
  folder: string,
  rows: readonly ExportedRow[],
  facts: DatasetFacts,
): Promise<void> {
  const names = facts.labels.map((label) => label.name);
  const lost = rows.find(({ label }) => !names.includes(label));
  if (lost) {
    throw new BadInput(
      `The row ${lost.origin} has the label ${lost.label}, which the task no longer has (${names.join(', ')}). ` +
        'Relabel or reject it in Review.',
    );
  }
  const parquet = parquetOf(rows, names, facts.columns);
  const file = {
    path: DATA,
    bytes: parquet.length,
    sha256: createHash('sha256').update(parquet).digest('hex'),
  };
  await replaceFolder(folder, (beside) => {
    mkdirSync(path.join(beside, path.dirname(DATA)));
    writeFileSync(path.join(beside, DATA), parquet);
    writeFileSync(path.join(beside, 'README.md'), datasetCard(rows, facts));
    writeFileSync(path.join(beside, 'croissant.json'), croissant(facts, file));
  });
}

function parquetOf(
  rows: readonly ExportedRow[],
  names: readonly string[],
  columns: readonly RowColumn[],
): Uint8Array {
  // an original label that the task no longer has is null
  const index = (label: string) => (names.includes(label) ? BigInt(names.indexOf(label)) : null);
  const columnData = columns.map((name) =>
    labelColumns.has(name)
      ? { name, data: rows.map((row) => index(String(row[name]))), type: 'INT64' as const }
      : { name, data: rows.map((row) => row[name] ?? ''), type: rowColumns[name].type },
  );
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
