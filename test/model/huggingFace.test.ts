import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { ExportedRow } from '../../electron/engine/export/exportedRow.ts';
import { writeHuggingFace } from '../../electron/engine/export/huggingFace.ts';
import { datasetFacts } from '../fixtures/datasetFacts.ts';
import { exportedRow } from '../fixtures/exportedRows.ts';

const PYTHON = process.env.STILLROOM_PYTHON ?? 'python3';

const SCRIPT = `
import json, sys
from datasets import load_dataset
dataset = load_dataset(sys.argv[1])
train = dataset['train']
label = train.features['label']
print(json.dumps({
    'splits': list(dataset), 'rows': train[:], 'names': label.names, 'type': type(label).__name__,
    'expected': train.info.splits['train'].num_examples,
}))
`;

it('writes a folder that the datasets library opens, with its label names and its card', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'stillroom-datasets-'));
  const folder = path.join(home, 'films');
  const rows = [
    exportedRow({
      text: 'A "warm" film, mit Ärger 😀\nand a line',
      label: 'so: so',
      origin: 's3/seed#0',
      comment: 'a "remark"\nof two lines',
      reviewer: 'reviewer 1',
      original_label: 'no',
      edited: true,
    }),
    exportedRow({ text: 'dull', label: 'bad', origin: 's3/seed#1', original_label: 'lost' }),
    exportedRow({ text: 'good', label: 'no', origin: 's3/seed#2' }),
  ];
  const labels = [
    { name: 'bad', meaning: 'what | is bad' },
    { name: 'so: so', meaning: 'neither' },
    { name: 'no', meaning: 'yaml knows it as false' },
  ];
  const facts = datasetFacts({ name: 'Films: a "test"', labels });
  await writeHuggingFace(folder, rows, facts);
  // it takes the place of an older one
  await writeHuggingFace(folder, rows, facts);
  const read = JSON.parse(
    execFileSync(PYTHON, ['-c', SCRIPT, folder], {
      encoding: 'utf8',
      env: { ...process.env, HF_HOME: path.join(home, 'cache'), HF_HUB_OFFLINE: '1' },
    }),
  );
  const column = (name: keyof ExportedRow) => rows.map((row) => row[name]);
  expect(read).toEqual({
    splits: ['train'],
    type: 'ClassLabel',
    names: ['bad', 'so: so', 'no'],
    expected: 3,
    rows: {
      text: column('text'),
      label: [1, 0, 2],
      origin: column('origin'),
      state: column('state'),
      reviewer: column('reviewer'),
      comment: column('comment'),
      original_text: column('original_text'),
      // the second is a label that the task no longer has
      original_label: [2, null, 2],
      edited: [true, false, false],
    },
  });
});
