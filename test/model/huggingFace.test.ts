import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeHuggingFace } from '../../electron/engine/export/huggingFace.ts';

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
    { text: 'A "warm" film, mit Ärger 😀\nand a line', label: 'so: so', origin: 's3/seed#0' },
    { text: 'dull', label: 'bad', origin: 's3/seed#1' },
    { text: 'good', label: 'no', origin: 's3/seed#2' },
  ];
  const labels = [
    { name: 'bad', meaning: 'what | is bad' },
    { name: 'so: so', meaning: 'neither' },
    { name: 'no', meaning: 'yaml knows it as false' },
  ];
  await writeHuggingFace(folder, rows, { name: 'Films: a "test"', labels, selection: 'all' });
  // it takes the place of an older one
  await writeHuggingFace(folder, rows, { name: 'Films: a "test"', labels, selection: 'all' });
  const read = JSON.parse(
    execFileSync(PYTHON, ['-c', SCRIPT, folder], {
      encoding: 'utf8',
      env: { ...process.env, HF_HOME: path.join(home, 'cache'), HF_HUB_OFFLINE: '1' },
    }),
  );
  expect(read).toEqual({
    splits: ['train'],
    type: 'ClassLabel',
    names: ['bad', 'so: so', 'no'],
    expected: 3,
    rows: {
      text: rows.map(({ text }) => text),
      label: [1, 0, 2],
      origin: rows.map(({ origin }) => origin),
    },
  });
});
