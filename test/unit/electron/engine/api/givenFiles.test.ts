import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DraftInput } from '../../../../../electron/contract/draft.ts';
import { apiRouter, openSession, type Session } from '../../../../../electron/engine/engine.ts';
import { openAppState } from '../../../../../electron/engine/session/appState.ts';
import { openModelStore } from '../../../../../models/catalog/modelStore.ts';
import { sendFile } from '../../../../../renderer/store/sendFile.ts';

let home: string;
let secret: string;
let session: Session;
let engine: RouterClient<ReturnType<typeof apiRouter>>;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-given-'));
  secret = path.join(home, 'diary.txt');
  writeFileSync(secret, 'what nobody may read\n');
  const store = openModelStore({ folder: path.join(home, 'models') });
  session = openSession(openAppState({ STILLROOM_HOME: home }), store);
  engine = createRouterClient(apiRouter(), { context: { session } });
});
afterAll(async () => {
  await session.close();
  rmSync(home, { recursive: true, force: true });
});

const upload = async (name: string, content: string) =>
  engine.files.take(await sendFile(engine, new File([content], name)));

const uploadInto = async (folder: string, name: string, content: string) => {
  const { upload } = await sendFile(engine, new File([content], 'x.txt'));
  await engine.files.takeInto({ folder, path: name, upload });
};

const draftOf = (corpus: string): DraftInput => ({
  task: { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } },
  gold: {},
  corpus: [{ file: corpus }],
  teacher: 'smollm2-135m-instruct',
  student: { model: 'all-minilm-l6-v2' },
});

it('an upload whose file and folder have one name is refused in a sentence', async () => {
  const folder = crypto.randomUUID();
  const put = (name: string) => uploadInto(folder, name, 'A warm film.');
  await put('films/a.txt');
  await expect(put('films/a.txt/b.txt')).rejects.toThrow('a file is in the way');
  await put('films/b.txt/c.txt');
  await expect(put('films/b.txt')).rejects.toThrow('has this name too');
});

it('a page that was taken over makes no project of a file that nobody gave it', async () => {
  const projects = path.join(home, 'projects');
  await expect(engine.start.create({ name: 'Stolen', draft: draftOf(secret) })).rejects.toThrow(
    'diary.txt was not given to this window',
  );
  const { file } = await upload('films.txt', 'A warm film.');
  const beside = path.join(path.dirname(file), '..', '..', '..', 'diary.txt');
  await expect(engine.start.create({ name: 'Stolen', draft: draftOf(beside) })).rejects.toThrow(
    'was not given',
  );
  await expect(engine.files.checkGold({ draft: draftOf(secret) })).rejects.toThrow('was not given');
  expect(readdirSync(home)).not.toContain(path.basename(projects));
});

it('an uploaded file makes a project, which may be saved with its own files alone', async () => {
  const { file } = await upload('films.txt', 'A warm film.');
  await engine.start.create({ name: 'Films', draft: draftOf(file) });
  const { draft } = session.project();
  expect(draft().corpus[0]!.file).toContain('Films.stillroom');
  await engine.project.save({ draft: draft() });
  const others = { ...draft(), corpus: [{ file: secret, unit: 'document' as const }] };
  await expect(engine.project.save({ draft: others })).rejects.toThrow('was not given');
  await expect(engine.export.takeReviews({ file: secret })).rejects.toThrow('was not given');
});

it.each(['..', '.', '', 'a/../../b'])(
  'an upload named %j is refused by its missing ending',
  async (name) => {
    await expect(upload(name, 'A warm film.')).rejects.toThrow(
      'a file without an ending is not read',
    );
  },
);

it.each(['../b.txt', 'x\u0000y.txt', `${'n'.repeat(300)}.txt`, 'CON:*?.txt', 'con.txt'])(
  'an upload named %j is kept under a name that any disk takes',
  async (name) => {
    const { file } = await upload(name, 'A warm film.');
    expect(path.dirname(path.dirname(file))).toBe(session.app.waitingFolder);
    expect(path.basename(file)).toMatch(/^\w[\w.-]{0,140}$/);
    expect(path.basename(file)).not.toMatch(/^con(\.|$)/i);
    expect(statSync(file).size).toBe(12);
  },
);

it.each([
  ['a piece beyond 500 MB', 500e6, 'long.txt has more than 500 MB'],
  ['a piece after one that is missing', 7, 'a piece of it did not come'],
])('%s is refused, and nothing of the file is kept', async (_, at, told) => {
  const sent = await sendFile(engine, new File(['text'], 'long.txt'));
  const send = engine.files.send({ upload: sent.upload, at, piece: new File(['x'], 'long.txt') });
  await expect(send).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining(told),
  });
  expect(readdirSync(session.app.waitingFolder)).not.toContain(sent.upload);
  await expect(engine.files.take(sent)).rejects.toThrow('did not come');
});

it('a file of several pieces is kept whole, and one that is refused is not', async () => {
  const text = 'ein Satz über 二 Filme\n'.repeat(120_000);
  const { file } = await upload('films.txt', text);
  expect(readFileSync(file, 'utf8')).toBe(text);
  const sent = await sendFile(engine, new File(['x'], 'films.pdf'));
  await expect(engine.files.take(sent)).rejects.toThrow('is not what its ending says');
  expect(readdirSync(session.app.waitingFolder)).not.toContain(sent.upload);
});

it('a project that was uploaded is not opened, since its draft would name any file', async () => {
  const folder = crypto.randomUUID();
  await expect(uploadInto(folder, 'evil.stillroom/project.db', 'x')).rejects.toThrow(
    'a folder of documents has .jsonl',
  );
  const uploads = session.app.waitingFolder;
  mkdirSync(path.join(uploads, 'evil.stillroom'), { recursive: true });
  const link = path.join(home, 'link.stillroom');
  symlinkSync(path.join(uploads, 'evil.stillroom'), link);
  for (const project of [path.join(uploads, 'evil.stillroom'), link]) {
    await expect(engine.start.open({ folder: project })).rejects.toThrow('was uploaded');
  }
});

it('nothing of an upload into a folder leaves that folder', async () => {
  const folder = crypto.randomUUID();
  for (const name of ['../x.txt', '/etc/x.txt', 'a/../../x.txt', 'x\u0000.txt']) {
    await expect(uploadInto(folder, name, 'x')).rejects.toThrow('is not a path inside');
  }
  const long = `${'n'.repeat(300)}.txt`;
  await expect(uploadInto(folder, long, 'x')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('has a name that the disk does not take'),
  });
  await uploadInto(folder, 'notes/x.txt', 'x');
  expect(readdirSync(path.join(session.app.waitingFolder, folder))).toEqual(['notes']);
});

it('a page in a browser has no folder shown or asked for', async () => {
  await expect(engine.export.show({ path: secret })).rejects.toThrow('A browser shows no folder.');
  await expect(engine.export.chooseFolder()).rejects.toThrow('A browser cannot ask for a folder.');
});

it.each(['//host/share', '\\\\host\\share', '/\\host/share', '\\/host/share', ' //host/share'])(
  'a network share is not contacted: %s',
  async (folder) => {
    const told = 'is on a network share';
    await expect(engine.start.open({ folder: `${folder}/p.stillroom` })).rejects.toThrow(told);
    await expect(engine.tables.page({ folder })).rejects.toThrow(told);
    await expect(engine.settings.set({ projectsFolder: folder })).rejects.toThrow(told);
    const rows = { what: 'csv', only: 'notRejected' } as const;
    await expect(engine.export.write({ ...rows, folder })).rejects.toThrow(told);
  },
);

it('the uploads of a process that has ended go, and nothing else there', () => {
  const app = openAppState({ STILLROOM_HOME: mkdtempSync(path.join(home, 'other-')) });
  const waiting = path.dirname(app.waitingFolder);
  const uploaded = path.join(waiting, '999999999', crypto.randomUUID());
  for (const folder of [uploaded, path.join(waiting, 'notes'), path.join(waiting, '2024')]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'letter.txt'), 'mine');
  }
  app.dropWaiting();
  expect(readdirSync(waiting).toSorted()).toEqual(['2024', 'notes']);
  expect(readdirSync(path.join(waiting, '2024'))).toEqual(['letter.txt']);
});
