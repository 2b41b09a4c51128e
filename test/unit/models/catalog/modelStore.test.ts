import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ModelStore, openModelStore } from '../../../../models/catalog/modelStore.ts';
import { type FileServer, type ServedFile, serveFiles } from './fileServer.ts';
import { CONFIG_BYTES, STUDENT_BYTES, TEACHER_BYTES, tinyCatalogue } from './tinyCatalogue.ts';
import { sha256, temporaryFolder, tinyGguf } from './tinyFiles.ts';

const OTHER_TEACHER = tinyGguf({ metadata: { 'general.name': 'Liny' } }); // of the same length

async function storeAndServer(
  files: Record<string, ServedFile> = {},
): Promise<{ store: ModelStore; server: FileServer; home: string }> {
  const home = temporaryFolder();
  const server = await serveFiles(files);
  // No PATH: pip cannot be found, so Hugging Face is the only source that can answer.
  const env = { HF_ENDPOINT: server.address, PATH: home };
  const store = openModelStore({
    folder: join(home, 'store'),
    env,
    home,
    catalogue: tinyCatalogue,
  });
  return { store, server, home };
}

async function withTeacher() {
  const all = await storeAndServer({ 'tiny.gguf': { body: TEACHER_BYTES } });
  const model = await all.store.get('tiny-teacher');
  return { ...all, path: model.files['tiny.gguf'] ?? '' };
}

/** Changes a file's bytes but not its size; `mtime` as before where asked. */
function swap(path: string, bytes: Buffer, keepTime: boolean): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, bytes);
  if (keepTime) utimesSync(path, atime, mtime);
  else utimesSync(path, atime, new Date(mtime.getTime() + 5_000));
}

describe('get', () => {
  test('fetches, verifies and records a model, once', async () => {
    const { store, server, path } = await withTeacher();
    expect(readFileSync(path).equals(TEACHER_BYTES)).toBe(true);
    expect(readdirSync(join(store.folder, 'tiny-teacher')).sort()).toEqual([
      'stillroom.json',
      'tiny.gguf',
    ]);
    await store.get('tiny-teacher');
    expect(server.requests).toEqual(['tiny.gguf']);
    expect(await store.require('tiny-teacher', 'teacher')).toEqual({
      name: 'tiny-teacher',
      roles: ['teacher'],
      licence: 'MIT',
      files: { 'tiny.gguf': path },
      sha256: sha256(TEACHER_BYTES),
      recordedAtFirstUse: [],
    });
  });

  test('says for which files the catalogue has no hash', async () => {
    const { store } = await storeAndServer({ 'tiny.gguf': { body: TEACHER_BYTES } });
    const file = join(store.folder, '..', 'mine.gguf');
    writeFileSync(file, tinyGguf());
    expect((await store.add('mine', file)).recordedAtFirstUse).toEqual(['mine.gguf']);
  });

  test.each(['http://mirror.example', 'ftp://mirror.example', 'mirror.example'])(
    'fetches nothing from %s, which is not encrypted',
    async (endpoint) => {
      const folder = temporaryFolder();
      const env = { HF_ENDPOINT: endpoint, PATH: folder };
      const store = openModelStore({ folder, env, home: folder });
      await expect(store.get('all-minilm-l6-v2', { source: 'huggingface' })).rejects.toThrow(
        'models are fetched by https only',
      );
    },
  );

  test('nothing is fetched by anything else', async () => {
    const { store, server } = await storeAndServer({ 'tiny.gguf': { body: TEACHER_BYTES } });
    await store.list();
    expect(await store.find('tiny-teacher')).toBeUndefined();
    await expect(store.verify('tiny-teacher')).rejects.toThrow('models get tiny-teacher');
    expect(server.requests).toEqual([]);
    expect(existsSync(store.folder)).toBe(false);
  });

  test('a file with the wrong hash is refused and deleted', async () => {
    const { store } = await storeAndServer({ 'tiny.gguf': { body: OTHER_TEACHER } });
    await expect(store.get('tiny-teacher')).rejects.toThrow(
      /Hugging Face \(somebody\/tiny-GGUF\): .*the SHA-256 check failed.*pip \(tiny-teacher==1\.0\): .*models add tiny-teacher PATH/s,
    );
    expect(existsSync(join(store.folder, 'tiny-teacher'))).toBe(false);
  });

  test('an interrupted download stays as a .part, is listed, and is resumed', async () => {
    const body = TEACHER_BYTES;
    const { store, server } = await storeAndServer({ 'tiny.gguf': { body, cuts: [300, 0] } });
    await expect(store.get('tiny-teacher', { source: 'huggingface' })).rejects.toThrow('was cut');
    expect(readdirSync(join(store.folder, 'tiny-teacher'))).toEqual(['tiny.gguf.part']);
    expect((await store.list())[0]).toMatchObject({ state: 'partial', partialBytes: 300 });
    await store.get('tiny-teacher');
    expect(server.requests.at(-1)).toBe('tiny.gguf bytes=300-');
    expect((await store.list())[0]).toMatchObject({ state: 'ready' });
  });

  test('a model of several files is whole or not there', async () => {
    const weights = { body: STUDENT_BYTES };
    const { store, server } = await storeAndServer({ 'model.safetensors': weights });
    await expect(store.get('tiny-student')).rejects.toThrow('404');
    expect(await store.find('tiny-student')).toBeUndefined();
    server.files.set('config.json', { body: CONFIG_BYTES });
    const model = await store.get('tiny-student');
    expect(Object.keys(model.files)).toEqual(['model.safetensors', 'config.json']);
    expect(server.requests.filter((request) => request.startsWith('model'))).toHaveLength(1);
  });

  test('a second fetch at the same time is refused', async () => {
    const { store } = await storeAndServer({ 'tiny.gguf': { body: TEACHER_BYTES } });
    const outcomes = await Promise.allSettled([
      store.get('tiny-teacher'),
      store.get('tiny-teacher'),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(String(refused?.reason)).toContain('is being fetched by another Stillroom');
  });

  test('the lock of a process that has died is no hindrance', async () => {
    const { store } = await storeAndServer({ 'tiny.gguf': { body: TEACHER_BYTES } });
    mkdirSync(join(store.folder, 'tiny-teacher'), { recursive: true });
    writeFileSync(join(store.folder, 'tiny-teacher', '.lock'), '999999999');
    await store.get('tiny-teacher');
  });

  test('a source that the model does not have is refused', async () => {
    const { store } = await storeAndServer();
    await expect(store.get('unpinned-teacher', { source: 'pip' })).rejects.toThrow(
      "is not to be had from 'pip'. Its source is Hugging Face (somebody/unpinned).",
    );
  });
});

describe('verification', () => {
  test('an untouched file is not hashed again, but verify always hashes', async () => {
    const { store, path } = await withTeacher();
    swap(path, OTHER_TEACHER, true);
    expect(await store.find('tiny-teacher')).toBeDefined(); // so it was not read
    await expect(store.verify('tiny-teacher')).rejects.toThrow(
      /tiny\.gguf: the SHA-256 check failed: .*`stillroom models get tiny-teacher` fetches it again/,
    );
  });

  test('a touched file is hashed before it is used', async () => {
    const { store, path } = await withTeacher();
    swap(path, TEACHER_BYTES, false);
    expect((await store.list())[0]).toMatchObject({ state: 'changed' });
    await store.find('tiny-teacher');
    expect((await store.list())[0]).toMatchObject({ state: 'ready' });
    swap(path, OTHER_TEACHER, false);
    await expect(store.find('tiny-teacher')).rejects.toThrow('the SHA-256 check failed');
  });

  test('a truncated file is refused, and get fetches it again', async () => {
    const { store, path } = await withTeacher();
    writeFileSync(path, TEACHER_BYTES.subarray(0, 400));
    await expect(store.require('tiny-teacher', 'teacher')).rejects.toThrow('the size check failed');
    await store.get('tiny-teacher');
    expect((await store.verify('tiny-teacher')).sha256).toBe(sha256(TEACHER_BYTES));
  });

  test('where no hash is known, that of the first use is demanded from then on', async () => {
    const { store } = await storeAndServer({ 'unpinned.gguf': { body: TEACHER_BYTES } });
    const model = await store.get('unpinned-teacher');
    expect(model.sha256).toBe(sha256(TEACHER_BYTES));
    swap(model.files['unpinned.gguf'] ?? '', OTHER_TEACHER, false);
    await expect(store.find('unpinned-teacher')).rejects.toThrow('the SHA-256 check failed');
  });

  test('a damaged record is named, and removed by remove', async () => {
    const { store, path } = await withTeacher();
    writeFileSync(join(store.folder, 'tiny-teacher', 'stillroom.json'), '{"format":1');
    await expect(store.find('tiny-teacher')).rejects.toThrow('models remove tiny-teacher');
    expect((await store.list())[0]).toMatchObject({ state: 'unreadable' });
    expect(await store.remove('tiny-teacher')).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  test('a store copied to another computer works there', async () => {
    const { store } = await withTeacher();
    const copy = join(temporaryFolder(), 'tiny-teacher');
    mkdirSync(copy);
    for (const name of readdirSync(join(store.folder, 'tiny-teacher'))) {
      copyFileSync(join(store.folder, 'tiny-teacher', name), join(copy, name));
    }
    const there = openModelStore({
      folder: join(copy, '..'),
      env: {},
      home: copy,
      catalogue: tinyCatalogue,
    });
    expect(await there.find('tiny-teacher')).toMatchObject({
      files: { 'tiny.gguf': join(copy, 'tiny.gguf') },
    });
  });
});

describe('add and remove', () => {
  test("a catalogue model's file is used in place, and stays when removed", async () => {
    const { store, home } = await storeAndServer();
    const mine = join(home, 'mine.gguf');
    writeFileSync(mine, TEACHER_BYTES);
    expect((await store.add('tiny-teacher', mine)).files).toEqual({ 'tiny.gguf': mine });
    expect(readdirSync(join(store.folder, 'tiny-teacher'))).toEqual(['stillroom.json']);
    expect(await store.remove('tiny-teacher')).toEqual([mine]);
    expect(existsSync(mine)).toBe(true);
    expect(readdirSync(store.folder)).toEqual([]);
  });

  test("a file that is not the catalogue's is refused", async () => {
    const { store, home } = await storeAndServer();
    const mine = join(home, 'mine.gguf');
    writeFileSync(mine, TEACHER_BYTES.subarray(0, 500));
    await expect(store.add('tiny-teacher', mine)).rejects.toThrow(
      /mine\.gguf: the size check failed: .*add it under a name of your own/,
    );
    expect(existsSync(store.folder)).toBe(false);
  });

  test('a GGUF of your own is a teacher, whatever its file is called', async () => {
    const { store, home } = await storeAndServer();
    const mine = join(home, 'sha256-abc');
    writeFileSync(mine, OTHER_TEACHER);
    expect(await store.add('my-teacher', mine)).toMatchObject({
      roles: ['teacher'],
      licence: 'mit',
    });
    expect((await store.list()).at(-1)).toMatchObject({ name: 'my-teacher', state: 'ready' });
    expect((await store.require('my-teacher', 'teacher')).sha256).toBe(sha256(OTHER_TEACHER));
    rmSync(mine);
    expect((await store.list()).at(-1)).toMatchObject({ state: 'missing' });
    await expect(store.require('my-teacher', 'teacher')).rejects.toThrow(
      `not at its place any more: ${mine}.`,
    );
  });

  test('a Hugging Face folder of your own is an encoder and student', async () => {
    const { store, home } = await storeAndServer();
    const files = { 'config.json': '{}', 'tokenizer.json': '{}', 'tokenizer_config.json': '{}' };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
    await expect(store.add('my-student', home)).rejects.toThrow('has no model.safetensors');
    writeFileSync(join(home, 'model.safetensors'), STUDENT_BYTES);
    const model = await store.add('my-student', home);
    expect(model.roles).toEqual(['encoder', 'student']);
    expect(Object.keys(model.files).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(model.pooling).toBeUndefined();
  });

  test('a folder with model.onnx is a tagger, whose bytes are checked', async () => {
    const { store, home } = await storeAndServer();
    cpSync('test/fixtures/measures/tagger', home, { recursive: true });
    const model = await store.add('my-tagger', home);
    expect(model.roles).toEqual(['tagger']);
    expect(Object.keys(model.files).sort()).toEqual([
      'config.json',
      'model.onnx',
      'tokenizer.json',
    ]);
    expect((await store.require('my-tagger', 'tagger')).sha256).toBe(model.sha256);
    await expect(store.require('my-tagger', 'encoder')).rejects.toThrow('it is made for tagger');
    const whole = readFileSync(join(home, 'model.onnx'));
    writeFileSync(join(home, 'model.onnx'), whole.subarray(0, whole.length / 2));
    await expect(store.find('my-tagger')).rejects.toThrow('model.onnx: the size check failed');
    await store.remove('my-tagger');
    await expect(store.add('my-tagger', home)).rejects.toThrow('the ONNX check failed');
  });

  test('weights in several files are known by their index, and each of them is checked', async () => {
    const { store, home } = await storeAndServer();
    const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    const index = { weight_map: { 'a.weight': shards[0], 'a.bias': shards[1] } };
    const files = { 'config.json': '{}', 'tokenizer.json': '{}' };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
    writeFileSync(join(home, 'model.safetensors.index.json'), JSON.stringify(index));
    writeFileSync(join(home, shards[0]!), STUDENT_BYTES);
    await expect(store.add('my-student', home)).rejects.toThrow(`${shards[1]} is missing`);
    writeFileSync(join(home, shards[1]!), STUDENT_BYTES);
    const model = await store.add('my-student', home);
    expect(Object.keys(model.files)).toEqual(expect.arrayContaining(shards));
    const [listed] = (await store.list()).slice(-1);
    expect(listed).toMatchObject({ name: 'my-student', state: 'ready', sha256: model.sha256 });
    // the same index with other weights is another model
    const other = Buffer.from(STUDENT_BYTES);
    other[other.length - 1]! ^= 1;
    writeFileSync(join(home, shards[1]!), other);
    await expect(store.verify('my-student')).rejects.toThrow(`${shards[1]}: the SHA-256 check`);
    expect(await store.remove('my-student')).toHaveLength(5);
    expect((await store.add('my-student', home)).sha256).not.toBe(model.sha256);
  });

  test('a name is not taken over by another file', async () => {
    const { store, home } = await storeAndServer();
    for (const name of ['one.gguf', 'two.gguf']) writeFileSync(join(home, name), OTHER_TEACHER);
    await store.add('my-teacher', join(home, 'one.gguf'));
    await store.add('my-teacher', join(home, 'one.gguf'));
    await expect(store.add('my-teacher', join(home, 'two.gguf'))).rejects.toThrow(
      /already: .*one\.gguf\. `stillroom models remove my-teacher` first/,
    );
  });

  test.each(['../escape', 'A', '.hidden', 'a/b', ''])('%o is no name', async (name) => {
    const { store, home } = await storeAndServer();
    await expect(store.add(name, home)).rejects.toThrow("cannot be a model's name");
    await expect(store.remove(name)).rejects.toThrow('There is no model');
  });

  test("remove deletes what was fetched and nothing else in the model's folder", async () => {
    const { store, path } = await withTeacher();
    const foreign = join(store.folder, 'tiny-teacher', 'notes.txt');
    writeFileSync(foreign, 'mine');
    expect(await store.remove('tiny-teacher')).toEqual([]);
    expect([existsSync(path), existsSync(foreign)]).toEqual([false, true]);
    await expect(store.remove('tiny-teacher')).rejects.toThrow('is not on this computer');
  });
});

describe('require', () => {
  test('tells the way out', async () => {
    const { store } = await withTeacher();
    await expect(store.require('tiny-teachr', 'teacher')).rejects.toThrow(
      'Did you mean tiny-teacher',
    );
    await expect(store.require('tiny-student', 'student')).rejects.toThrow(
      '`stillroom models get tiny-student` fetches it',
    );
    await expect(store.require('tiny-teacher', 'encoder')).rejects.toThrow(
      'cannot be the encoder: it is made for teacher. Models for encoder: tiny-student.',
    );
  });
});
