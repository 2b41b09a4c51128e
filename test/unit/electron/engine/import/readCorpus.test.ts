import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCorpus } from '../../../../../electron/engine/import/readCorpus.ts';
import { readDocumentsInTurns } from '../../../../../electron/engine/import/readDocuments.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

test('a folder is read with the folders in it, in a fixed order', () => {
  const folder = temporaryFolder();
  fileWith('b.txt', ' Second.\n', folder);
  fileWith('a.md', '# First', folder);
  fileWith(
    'deep/er/c.jsonl',
    jsonl([
      { body: 'Third.', name: 'C' },
      { body: 'Fourth.', name: null },
    ]),
    folder,
  );
  fileWith('d.csv', 'name,body\nE,"Fifth,\nof two lines"\nF,Sixth\n', folder);
  fileWith('photo.png', 'no text', folder);
  const { documents, duplicates, empty } = readCorpus([
    { file: folder, text: 'body', title: 'name' },
  ]);
  expect(
    documents.map(({ title, text, file, line }) => [
      title,
      text,
      path.relative(folder, file),
      line,
    ]),
  ).toEqual([
    ['a', '# First', 'a.md', 1],
    ['b', 'Second.', 'b.txt', 1],
    ['E', 'Fifth,\nof two lines', 'd.csv', 2],
    ['F', 'Sixth', 'd.csv', 4],
    ['C', 'Third.', path.join('deep', 'er', 'c.jsonl'), 1],
    [null, 'Fourth.', path.join('deep', 'er', 'c.jsonl'), 2],
  ]);
  expect([duplicates, empty]).toEqual([0, 0]);
});

test('repeated and empty documents are left out and counted, over all files', () => {
  const rows = jsonl([
    { t: 'One' },
    { t: ' ONE ' },
    { t: '' },
    { t: null },
    { t: '  ' },
    { t: 'Two' },
  ]);
  const parts = [
    { file: fileWith('a.jsonl', rows), text: 't' },
    { file: fileWith('b.txt', 'two') },
  ];
  const { documents, duplicates, empty } = readCorpus(parts);
  expect(documents.map(({ text, title }) => [text, title])).toEqual([
    ['One', null],
    ['Two', null],
  ]);
  expect([duplicates, empty]).toEqual([2, 3]);
});

test('how much of all files is read, is told in megabytes', async () => {
  const folder = temporaryFolder();
  const texts = Array.from({ length: 200 }, (_, i) => `${i} ${'harbour '.repeat(1500)}`);
  fileWith('a.jsonl', jsonl(texts.map((t) => ({ t }))), folder);
  fileWith('b.csv', `t\n${texts.map((t) => `b ${t}\n`).join('')}`, folder);
  // what is read whole counts when it is
  fileWith('c.txt', `c ${texts.join('')}`, folder);
  const total = 8;
  const told: [done: number, total: number, unit: string][] = [];
  const tell = (...one: (typeof told)[number]) => told.push(one);
  const read = readCorpus([{ file: folder, text: 't' }], tell);
  expect(told).toEqual([1, 2, 3, 4, 7].map((done) => [done, total, 'MB']));
  const project = await projectWithRows([]);
  told.length = 0;
  const inTurns = await readDocumentsInTurns(project.database, [{ file: folder, text: 't' }], tell);
  project.close();
  expect(inTurns).toEqual(read);
  expect(told).toHaveLength(5);
});

test('an ending that is not known is named', () => {
  const film = fileWith('film.xyz', 'text');
  expect(refusalOf(() => readCorpus([{ file: film }]))).toContain(
    `${film}: a .xyz file is not read. Texts are read from .jsonl, `,
  );
  const bare = fileWith('README', 'text');
  expect(refusalOf(() => readCorpus([{ file: bare }]))).toContain(
    'a file without an ending is not read',
  );
});

test('rows need the column of their text named', () => {
  const file = fileWith('a.jsonl', jsonl([{ t: 'One' }]));
  expect(refusalOf(() => readCorpus([{ file }]))).toContain('name the column of the text');
  expect(refusalOf(() => readCorpus([{ file, text: 'body' }]))).toContain(
    `${file}, line 1: there is no field "body"`,
  );
});

test('a corpus without a document is refused, naming its places', () => {
  const file = fileWith('empty.txt', ' \n');
  expect(refusalOf(() => readCorpus([{ file }]))).toBe(
    `The corpus has no documents with text: ${file}.`,
  );
  const folder = temporaryFolder();
  expect(refusalOf(() => readCorpus([{ file: folder }]))).toContain(
    `The folder ${folder} holds no`,
  );
  expect(refusalOf(() => readCorpus([{ file: `${folder}/gone` }]))).toBe(
    `${folder}/gone does not exist.`,
  );
  expect(readCorpus([])).toEqual({ documents: [], duplicates: 0, empty: 0, otherFiles: 0 });
});

test.skipIf(process.platform === 'win32')(
  'a pipe or a folder with the name of a text is passed over',
  () => {
    const folder = temporaryFolder();
    fileWith('a.txt', 'A film.', folder);
    fileWith('folder.txt/inner.md', 'Another.', folder);
    execFileSync('mkfifo', [path.join(folder, 'pipe.txt')]);
    expect(readCorpus([{ file: folder }]).documents.map(({ text }) => text)).toEqual([
      'A film.',
      'Another.',
    ]);
  },
);

test('links out of a folder are refused by name, and others are not followed', () => {
  const [folder, outside] = [temporaryFolder(), temporaryFolder()];
  fileWith('a.txt', 'First.', folder);
  // each would be read again below itself, and so on
  symlinkSync(folder, path.join(folder, 'loop'));
  symlinkSync(folder, path.join(folder, 'loop2'));
  symlinkSync('nowhere.txt', path.join(folder, 'broken.txt'));
  symlinkSync(path.join(folder, 'a.txt'), path.join(folder, 'again.txt'));
  expect(readCorpus([{ file: folder }]).documents.map(({ text }) => text)).toEqual(['First.']);
  const secret = fileWith('diary.txt', 'nobody’s business', outside);
  for (const target of [secret, outside]) {
    symlinkSync(target, path.join(folder, 'out.txt'));
    expect(refusalOf(() => readCorpus([{ file: folder }]))).toContain(
      `${path.join(folder, 'out.txt')} is a link that leads out of ${folder}`,
    );
    rmSync(path.join(folder, 'out.txt'));
  }
});

test('a name that is not UTF-8 is refused, and no document is missed silently', () => {
  const folder = temporaryFolder();
  fileWith('a.txt', 'First.', folder);
  const name = Buffer.concat([
    Buffer.from(`${folder}/caf`),
    Buffer.from([0xe9]),
    Buffer.from('.txt'),
  ]);
  writeFileSync(name, 'Second.');
  expect(refusalOf(() => readCorpus([{ file: folder }]))).toContain(
    'the name of this file is not UTF-8',
  );
});
