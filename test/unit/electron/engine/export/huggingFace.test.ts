import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeHuggingFace } from '../../../../../electron/engine/export/huggingFace.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

const FACTS = {
  name: 'Films',
  labels: [
    { name: 'good', meaning: 'liked' },
    { name: 'bad', meaning: 'disliked' },
  ],
  selection: 'accepted',
};
const ROWS = [
  { text: 'one', label: 'bad', origin: 'o#1' },
  { text: 'two', label: 'good', origin: 'o#2' },
];

it('writes label numbers as Parquet, and a card that names and counts them', async () => {
  const folder = path.join(temporaryFolder(), 'films');
  await writeHuggingFace(folder, ROWS, FACTS);
  expect(readdirSync(folder).toSorted()).toEqual(['.stillroom.json', 'README.md', 'data']);
  const bytes = readFileSync(path.join(folder, 'data/train-00000-of-00001.parquet'));
  const file = new Uint8Array(bytes).buffer;
  expect(await parquetReadObjects({ file })).toEqual([
    { text: 'one', label: 1n, origin: 'o#1' },
    { text: 'two', label: 0n, origin: 'o#2' },
  ]);
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const head = parse(readme.split('---')[1]!);
  expect(head.dataset_info.features[1].dtype.class_label.names).toEqual({ 0: 'good', 1: 'bad' });
  expect(head.dataset_info.splits).toEqual([{ name: 'train', num_examples: 2 }]);
  expect(head.size_categories).toEqual(['n<1K']);
  expect(head).not.toHaveProperty('license');
  expect(readme).toContain('| bad | disliked | 1 |');
});

it('leaves an older folder as it is where a row cannot be written', async () => {
  const folder = path.join(temporaryFolder(), 'films');
  await writeHuggingFace(folder, ROWS, FACTS);
  const rows = [{ text: 'x', label: 'meh', origin: 'o#3' }];
  await expect(writeHuggingFace(folder, rows, FACTS)).rejects.toThrow('no longer has');
  expect(existsSync(path.join(folder, 'README.md'))).toBe(true);
});
