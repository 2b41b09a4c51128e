import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../../../models/catalog/catalogue.ts';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import { serveFiles } from './fileServer.ts';
import { temporaryFolder } from './tinyFiles.ts';

const TAGGER = path.resolve('test/fixtures/measures/tagger');
const taggers = catalogue.filter(({ roles }) => roles.includes('tagger'));

const fileOf = (name: string) => readFileSync(path.join(TAGGER, name));

test('the catalogue names two taggers, each by its eight-bit graph', () => {
  expect(taggers.map(({ files }) => files.map(({ name }) => name))).toEqual(
    Array(2).fill(['model.onnx', 'config.json', 'tokenizer.json']),
  );
});

test('a tagger is fetched from where its repository has it, under its own name', async () => {
  const server = await serveFiles({
    'model_quantized.onnx': { body: fileOf('model.onnx') },
    'config.json': { body: fileOf('config.json') },
    'tokenizer.json': { body: fileOf('tokenizer.json') },
  });
  const folder = temporaryFolder();
  const env = { HF_ENDPOINT: server.address, PATH: folder };
  const store = openModelStore({ folder, env, home: folder });
  const model = await store.get('bert-base-ner');
  expect(server.requests).toContain('model_quantized.onnx');
  expect(model.roles).toEqual(['tagger']);
  expect(model.files['model.onnx']).toBe(path.join(folder, 'bert-base-ner', 'model.onnx'));
  expect(readFileSync(model.files['model.onnx']!)).toEqual(fileOf('model.onnx'));
});

test('a copy of the repository in the cache of Hugging Face is used where it lies', async () => {
  const home = temporaryFolder();
  const snapshot = path.join(
    home,
    '.cache/huggingface/hub/models--Xenova--bert-base-NER/snapshots/abc',
  );
  mkdirSync(path.join(snapshot, 'onnx'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json']) {
    cpSync(path.join(TAGGER, name), path.join(snapshot, name));
  }
  const graph = path.join(snapshot, 'onnx', 'model_quantized.onnx');
  cpSync(path.join(TAGGER, 'model.onnx'), graph);
  const store = openModelStore({ folder: path.join(home, 'store'), env: { PATH: home }, home });
  const listed = (await store.list()).find(({ name }) => name === 'bert-base-ner');
  expect(listed).toMatchObject({ state: 'found', path: graph });
  expect((await store.require('bert-base-ner', 'tagger')).files['model.onnx']).toBe(graph);
});

test('a tagger of your own is carried to another computer', async () => {
  const [here, there, drive] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const store = openModelStore({ folder: here, env: { PATH: here }, home: here });
  await store.add('my-tagger', TAGGER);
  await store.pack(path.join(drive, 'models'), ['my-tagger']);
  const other = openModelStore({ folder: there, env: { PATH: there }, home: there });
  await other.unpack(path.join(drive, 'models'), []);
  const model = await other.require('my-tagger', 'tagger');
  expect(readFileSync(model.files['model.onnx']!)).toEqual(fileOf('model.onnx'));
});
