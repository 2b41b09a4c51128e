import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import { temporaryFolder, tinyGguf } from './tinyFiles.ts';

type Metadata = NonNullable<NonNullable<Parameters<typeof tinyGguf>[0]>['metadata']>;

function storeWith(files: Readonly<Record<string, Metadata>>) {
  const home = temporaryFolder();
  for (const [name, metadata] of Object.entries(files)) {
    writeFileSync(join(home, name), tinyGguf({ metadata }));
  }
  return { home, store: openModelStore({ folder: join(home, 'store'), env: {}, home }) };
}

const of = (architecture: string, more: Metadata = {}): Metadata => ({
  'general.architecture': architecture,
  ...more,
});

test.each([
  ['a projector', of('clip', { 'general.type': 'mmproj' }), 'reads pictures or sound'],
  ['an older projector, without a type', of('clip'), 'reads pictures or sound'],
  [
    'a LoRA adapter',
    of('llama', { 'general.type': 'adapter', 'adapter.type': 'lora' }),
    'LoRA adapter',
  ],
  ['an importance matrix', of('llama', { 'general.type': 'imatrix' }), 'importance matrix'],
  ['a part of a later kind', of('llama', { 'general.type': 'draft-head' }), 'only a part of one'],
  ['an embedding BERT', of('bert', { 'bert.pooling_type': 1 }), 'an embedding model'],
  ['an embedding BERT without its pooling', of('nomic-bert'), 'an embedding model'],
  [
    'an embedding model made of a writer',
    of('qwen3', { 'qwen3.pooling_type': 3 }),
    'an embedding model',
  ],
  ['a reranker', of('qwen3', { 'qwen3.pooling_type': 4 }), 'a reranker'],
  ['a BERT that reranks', of('bert', { 'bert.pooling_type': 4 }), 'a reranker'],
  ['an encoder and decoder', of('t5'), 'reads with one half'],
  ['a model that writes by diffusion', of('llada'), 'by diffusion'],
])('%s is refused as a teacher by what it is', async (_, metadata, sentence) => {
  const { store, home } = storeWith({ 'model.gguf': metadata });
  const file = join(home, 'model.gguf');
  const adding = store.add('mine', file);
  await expect(adding).rejects.toMatchObject({ name: 'BadInput' });
  await expect(adding).rejects.toThrow(sentence);
  await expect(adding).rejects.toThrow(`${file} is no model that writes text (architecture`);
  expect(existsSync(store.folder)).toBe(false);
});

test('a model of a pooling of none, and one of type model, are teachers', async () => {
  const more = { 'general.type': 'model', 'llama.pooling_type': 0 };
  const { store, home } = storeWith({ 'model.gguf': of('llama', more) });
  expect((await store.add('mine', join(home, 'model.gguf'))).roles).toEqual(['teacher']);
});

describe('a model in several files', () => {
  const part = (n: number) => `m-0000${n}-of-00003.gguf`;
  const parts = () =>
    storeWith(
      Object.fromEntries([1, 2, 3].map((n) => [part(n), { 'split.no': n - 1, 'split.count': 3 }])),
    );

  test('is added by its first part, and is known by all of them', async () => {
    const { store, home } = parts();
    const model = await store.add('split', join(home, part(1)));
    expect(Object.keys(model.files)).toEqual([1, 2, 3].map(part));
    const again = await store.require('split', 'teacher');
    expect(again.sha256).toBe(model.sha256);
    writeFileSync(
      join(home, part(2)),
      tinyGguf({ metadata: { 'split.no': 1, 'split.count': 3, 'general.name': 'Liny' } }),
    );
    await expect(store.require('split', 'teacher')).rejects.toThrow(part(2));
  });

  test('another part is refused with the name of the first', async () => {
    const { store, home } = parts();
    await expect(store.add('split', join(home, part(2)))).rejects.toThrow(
      `is part 2 of a model of 3 files. Give the path of the first: ${join(home, part(1))}.`,
    );
  });

  test('a part that is missing is named', async () => {
    const { store, home } = parts();
    rmSync(join(home, part(3)));
    await expect(store.add('split', join(home, part(1)))).rejects.toThrow(
      `${join(home, part(3))} is missing`,
    );
  });

  test('a part of another model is named', async () => {
    const { store, home } = parts();
    writeFileSync(join(home, part(2)), tinyGguf({ metadata: { 'split.no': 2, 'split.count': 4 } }));
    await expect(store.add('split', join(home, part(1)))).rejects.toThrow(
      `${join(home, part(2))} is part 3 of 4 by its header, and part 2 of 3 by its name`,
    );
  });

  test('files that were renamed are refused', async () => {
    const { store, home } = storeWith({ 'first.gguf': { 'split.no': 0, 'split.count': 3 } });
    await expect(store.add('split', join(home, 'first.gguf'))).rejects.toThrow(
      'Name them as their publisher did: NAME-00001-of-00003.gguf',
    );
  });

  test('is carried to another computer', async () => {
    const { store, home } = parts();
    const { sha256 } = await store.add('split', join(home, part(1)));
    await store.pack(join(home, 'stick'), ['split']);
    const other = openModelStore({ folder: join(home, 'other'), env: {}, home });
    await other.unpack(join(home, 'stick'), []);
    const there = await other.require('split', 'teacher');
    expect(there.sha256).toBe(sha256);
    expect(Object.keys(there.files).sort()).toEqual([1, 2, 3].map(part));
  });
});
