import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import { STUDENT_BYTES } from './tinyCatalogue.ts';
import { temporaryFolder } from './tinyFiles.ts';

function emptyStore() {
  const home = temporaryFolder();
  return { home, store: openModelStore({ folder: join(home, 'store'), env: {}, home }) };
}

const pooled = (mode: string) => ({
  [`pooling_mode_${mode}`]: true,
  word_embedding_dimension: 8,
});
test.each([
  ['the mean', pooled('mean_tokens'), 'mean'],
  ['the first token', pooled('cls_token'), 'cls'],
  ['both', { ...pooled('mean_tokens'), ...pooled('cls_token') }, 'other'],
  ['the maximum', pooled('max_tokens'), 'other'],
  ['the last token', pooled('lasttoken'), 'other'],
  ['a weighted mean', pooled('weightedmean_tokens'), 'other'],
  ['the mean, as newer files say it', { embedding_dimension: 8, pooling_mode: 'mean' }, 'mean'],
  ['the first token, as newer files say it', { pooling_mode: 'cls' }, 'cls'],
  ['the maximum, as newer files say it', { pooling_mode: 'max' }, 'other'],
  ['two ways, as newer files say it', { pooling_mode: ['cls', 'mean'] }, 'other'],
  ['nothing that is known', [true], 'other'],
])('a sentence-transformers folder that pools by %s', async (_what, pooling, read) => {
  const { store, home } = emptyStore();
  for (const name of ['config.json', 'tokenizer.json']) writeFileSync(join(home, name), '{}');
  writeFileSync(join(home, 'model.safetensors'), STUDENT_BYTES);
  mkdirSync(join(home, '1_Pooling'));
  const file = join(home, '1_Pooling', 'config.json');
  writeFileSync(file, JSON.stringify(pooling));
  const added = await store.add('my-student', home);
  expect(added.pooling).toBe(read);
  // what was read is the model's from then on
  rmSync(file);
  expect((await store.require('my-student', 'student')).pooling).toBe(read);
  if (read === 'other') {
    expect(added.roles).toEqual(['student']);
    await expect(store.require('my-student', 'encoder')).rejects.toThrow(`${file} or `);
  } else {
    expect((await store.require('my-student', 'encoder')).pooling).toBe(read);
  }
});

test.each([
  [
    'a pooling in another place',
    [
      ['Transformer', ''],
      ['Pooling', '2_Pool'],
    ],
    'cls',
  ],
  [
    'a layer behind the pooling',
    [
      ['Transformer', ''],
      ['Pooling', '2_Pool'],
      ['Dense', '3'],
    ],
    'other',
  ],
  ['no transformer', [['StaticEmbedding', '']], 'other'],
] as const)(
  'a sentence-transformers folder whose modules.json lists %s',
  async (_what, parts, read) => {
    const { store, home } = emptyStore();
    for (const name of ['config.json', 'tokenizer.json']) writeFileSync(join(home, name), '{}');
    writeFileSync(join(home, 'model.safetensors'), STUDENT_BYTES);
    const modules = parts.map(([name, path], idx) => ({
      idx,
      path,
      type: `sentence_transformers.models.${name}`,
    }));
    writeFileSync(join(home, 'modules.json'), JSON.stringify(modules));
    mkdirSync(join(home, '2_Pool'));
    writeFileSync(join(home, '2_Pool', 'config.json'), JSON.stringify(pooled('cls_token')));
    expect((await store.add('my-student', home)).pooling).toBe(read);
  },
);
