import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ExportedRow } from '../../../../../electron/engine/export/exportedRow.ts';
import { writeHuggingFace } from '../../../../../electron/engine/export/huggingFace.ts';
import { datasetFacts } from '../../../../fixtures/datasetFacts.ts';
import { exportedRow } from '../../../../fixtures/exportedRows.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

const ROWS = [
  exportedRow({
    text: 'one',
    label: 'bad',
    origin: 'o#1',
    state: 'accepted',
    reviewer: 'reviewer 1',
    original_label: 'a label of before',
    edited: true,
  }),
  exportedRow({ text: 'two', label: 'good', origin: 'o#2' }),
];

async function written(facts = datasetFacts(), rows: readonly ExportedRow[] = ROWS) {
  const folder = path.join(temporaryFolder(), 'films');
  await writeHuggingFace(folder, rows, facts);
  const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  const readme = text('README.md');
  return {
    folder,
    readme,
    head: parse(readme.split('---')[1]!),
    croissant: JSON.parse(text('croissant.json')),
    parquet: readFileSync(path.join(folder, 'data/train-00000-of-00001.parquet')),
  };
}

it('writes label numbers as Parquet, and a card that names and counts them', async () => {
  const { folder, readme, head, parquet } = await written();
  expect(readdirSync(folder).toSorted()).toEqual([
    '.stillroom.json',
    'README.md',
    'croissant.json',
    'data',
  ]);
  const [one, two] = ROWS;
  expect(await parquetReadObjects({ file: new Uint8Array(parquet).buffer })).toEqual([
    // the task has no such label any more
    { ...one, label: 1n, original_label: null },
    { ...two, label: 0n, original_label: 0n },
  ]);
  const labels = { class_label: { names: { 0: 'good', 1: 'bad' } } };
  const dtypes = head.dataset_info.features.map((one: { name: string; dtype: unknown }) => [
    one.name,
    one.dtype,
  ]);
  expect(Object.fromEntries(dtypes)).toEqual({
    text: 'string',
    label: labels,
    origin: 'string',
    state: 'string',
    reviewer: 'string',
    comment: 'string',
    original_text: 'string',
    original_label: labels,
    edited: 'bool',
  });
  expect(readme).toContain('| bad | disliked | 1 |');
});

/** The values that the hub's documentation allows for each field of a card. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  annotations_creators: [
    'crowdsourced',
    'found',
    'expert-generated',
    'machine-generated',
    'no-annotation',
    'other',
  ],
  language_creators: ['crowdsourced', 'found', 'expert-generated', 'machine-generated', 'other'],
  source_datasets: ['original', 'extended'],
  task_categories: ['text-classification'],
  size_categories: ['n<1K', '1K<n<10K', '10K<n<100K', '100K<n<1M', '1M<n<10M'],
};

it('heads the card with what the hub allows there, and leaves out what nobody knows', async () => {
  const { head } = await written();
  for (const [field, allowed] of Object.entries(ALLOWED)) {
    expect(head[field], field).toHaveLength(1);
    for (const value of head[field]) expect(allowed, field).toContain(value);
  }
  expect(head).toMatchObject({
    pretty_name: 'Films',
    annotations_creators: ['machine-generated'],
    tags: ['synthetic', 'stillroom'],
    configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'data/train-*' }] }],
  });
  expect(head).not.toHaveProperty('license');
  expect(head).not.toHaveProperty('language');
});

it('calls texts found that a recipe only labelled', async () => {
  const source = { rows: 1, teacher: 'tiny', seed: 1, settings: null };
  const only = await written(datasetFacts({ sources: [{ ...source, recipe: 'teacherLabels' }] }));
  expect(only.head).toMatchObject({ language_creators: ['found'], tags: ['stillroom'] });
  expect(only.readme).toContain('2 rows, labelled by a language model');
  const both = await written(
    datasetFacts({
      sources: [
        { ...source, recipe: 'teacherLabels' },
        { ...source, recipe: 's3' },
      ],
    }),
  );
  expect(both.head.language_creators).toEqual(['machine-generated', 'found']);
  expect(both.readme).toContain('2 rows, written or labelled by a language model');
});

it('says in the card how the rows were made and what people did', async () => {
  const { readme } = await written();
  expect(readme).toContain(
    '| Learn from mistakes (S3) | 2 | tiny | 7 | `{"kind":"s3","rounds":2}` |',
  );
  expect(readme).toContain(`Teacher tiny: its licence: Apache-2.0; SHA-256 of the weights`);
  expect(readme).toContain('Written by Stillroom 9.9.9 on 2031-05-04.');
  expect(readme).toContain(
    'Of 2 rows, 1 person accepted 1, gave 1 another label, and edited the text of 0.',
  );
  const untouched = await written(datasetFacts(), ROWS.slice(1));
  expect(untouched.readme).toContain('Nobody reviewed these rows.');
});

it('describes the file in Croissant 1.0, with what its specification requires', async () => {
  const { croissant, parquet } = await written();
  const required = ['name', 'description', 'license', 'url', 'creator', 'datePublished'];
  for (const property of required) expect(croissant, property).toHaveProperty(property);
  expect(croissant).toMatchObject({
    '@type': 'sc:Dataset',
    '@context': { '@vocab': 'https://schema.org/', cr: 'http://mlcommons.org/croissant/' },
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    datePublished: '2031-05-04',
  });
  const [file] = croissant.distribution;
  expect(file).toMatchObject({
    '@type': 'cr:FileObject',
    contentUrl: 'data/train-00000-of-00001.parquet',
    contentSize: `${parquet.length} B`,
    encodingFormat: 'application/x-parquet',
    sha256: createHash('sha256').update(parquet).digest('hex'),
  });
  const [rows, labels] = croissant.recordSet;
  const columns = Object.keys(
    (await parquetReadObjects({ file: new Uint8Array(parquet).buffer }))[0]!,
  );
  expect(rows.field.map(({ name }: { name: string }) => name)).toEqual(columns);
  const ids = new Set<string>();
  for (const field of [...rows.field, ...labels.field]) {
    expect(field['@type']).toBe('cr:Field');
    expect(field.dataType).toMatch(/^sc:(Text|Integer|Boolean)$/);
    ids.add(field['@id']);
  }
  expect(ids.size).toBe(rows.field.length + labels.field.length);
  for (const field of rows.field) {
    expect(field.source.fileObject).toEqual({ '@id': file['@id'] });
    expect(field.source.extract).toEqual({ column: field.name });
    if (field.references) expect(ids).toContain(field.references.field['@id']);
  }
  expect(labels.data).toEqual([
    { 'labels/number': 0, 'labels/name': 'good' },
    { 'labels/number': 1, 'labels/name': 'bad' },
  ]);
});

it('leaves an older folder as it is where a row cannot be written', async () => {
  const { folder, readme } = await written();
  const rows = [exportedRow({ text: 'x', label: 'meh', origin: 'o#3' })];
  await expect(writeHuggingFace(folder, rows, datasetFacts())).rejects.toThrow('no longer has');
  expect(existsSync(path.join(folder, 'README.md'))).toBe(true);
  expect(readFileSync(path.join(folder, 'README.md'), 'utf8')).toBe(readme);
});
