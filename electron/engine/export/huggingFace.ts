import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { stringify } from 'yaml';
import { BadInput } from '../../../models/badInput.ts';
import type { TaskLabel } from '../../contract/taskSchema.ts';
import { replaceFolder } from '../files/replaceFolder.ts';
import { tableCell } from '../files/tableCell.ts';
import { type ExportedRow, textColumns } from './rowFormats.ts';

const DATA = 'data/train-00000-of-00001.parquet';

export interface DatasetFacts {
  readonly name: string;
  /** In the order of their indices. */
  readonly labels: readonly TaskLabel[];
  /** A description of the exported rows. */
  readonly selection: string;
}

/**
 * Writes rows as a folder that `datasets.load_dataset(folder)` opens and the Hugging Face hub
 * displays: a Parquet file with label indices, and a dataset card that names them. The folder
 * replaces an older one, unless somebody changed that.
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
  await replaceFolder(folder, (beside) => {
    mkdirSync(path.join(beside, path.dirname(DATA)));
    writeFileSync(path.join(beside, DATA), parquetOf(rows, names));
    writeFileSync(path.join(beside, 'README.md'), card(rows, names, facts));
  });
}

function parquetOf(rows: readonly ExportedRow[], names: readonly string[]): Uint8Array {
  const text = (name: 'context' | 'text' | 'origin') => ({
    name,
    data: rows.map((row) => row[name] ?? ''),
    type: 'STRING' as const,
  });
  const label = {
    name: 'label',
    data: rows.map((row) => BigInt(names.indexOf(row.label))),
    type: 'INT64' as const,
  };
  return new Uint8Array(
    parquetWriteBuffer({ columnData: [...textColumns(rows).map(text), label, text('origin')] }),
  );
}

/** The upper bounds of the hub's size categories, in rows. */
const SIZES = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [Number.POSITIVE_INFINITY, '1M<n<10M'],
] as const;

function card(
  rows: readonly ExportedRow[],
  names: readonly string[],
  { name, labels, selection }: DatasetFacts,
): string {
  const head = {
    pretty_name: name,
    task_categories: ['text-classification'],
    size_categories: [SIZES.find(([most]) => rows.length < most)![1]],
    tags: ['synthetic'],
    configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'data/train-*' }] }],
    dataset_info: {
      features: [
        ...textColumns(rows).map((column) => ({ name: column, dtype: 'string' })),
        {
          name: 'label',
          dtype: { class_label: { names: Object.fromEntries(names.map((one, i) => [i, one])) } },
        },
        { name: 'origin', dtype: 'string' },
      ],
      splits: [{ name: 'train', num_examples: rows.length }],
    },
  };
  const counts = labels.map(({ name: one, meaning }) => {
    const count = rows.filter(({ label }) => label === one).length;
    return `| ${tableCell(one)} | ${tableCell(meaning)} | ${count} |`;
  });
  // the hub reads YAML 1.1, in which an unquoted label `no` means false
  return `---
${stringify(head, { lineWidth: 0, version: '1.1' })}---

# ${name}

${rows.length} rows, written by a language model and reviewed in Stillroom: ${selection}. There is one
split, train; measure on texts of your own that people labelled.

| label | what it means | rows |
|---|---|---|
${counts.join('\n')}

\`origin\` names the generation that a row was parsed from.

## Licence

None is given. Before you share this, choose one and set \`license\` above: the teacher's terms and the
rights in the documents that rows were written from decide which are open to you.
`;
}
