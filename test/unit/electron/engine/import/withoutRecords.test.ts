import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withoutRecords } from '../../../../../electron/engine/import/withoutRecords.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-records-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isSecret = (field: unknown) => String(field).trim() === 'a\nsecret';
const without = (name: string, content: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return withoutRecords(file, isSecret)?.toString('utf8');
};

it.each([
  [
    'rows of JSONL, the others byte by byte',
    'a.jsonl',
    '{"a": 1,  "b":"x"}\r\n\r\n{"b":"a\\nsecret"}\r\n{"b":"z"}',
    '{"a": 1,  "b":"x"}\r\n\r\n{"b":"z"}',
  ],
  [
    'records of CSV, which may have several lines',
    'a.csv',
    '\ufefftext,label\r\n"x, ""y""",1\r\n"a\nsecret",2\r\n\r\nz,3\r\n',
    '\ufefftext,label\r\n"x, ""y""",1\r\n\r\nz,3\r\n',
  ],
  [
    'rows of JSONL after a byte order mark, in a file of any name',
    'gold.ndjson',
    '\ufeff{"b":"x"}\n{"b":"a\\nsecret"}\n',
    '\ufeff{"b":"x"}\n',
  ],
  [
    'records of CSV whose lines end in two ways',
    'mixed.csv',
    'text,label\r\nx,1\n"a\nsecret",2\nz,3\n',
    'text,label\r\nx,1\nz,3\n',
  ],
  ['the last record of CSV', 'a.csv', 'text\nx\n"a\nsecret"', 'text\nx\n'],
  [
    'records of CSV with semicolons',
    'semicolons.csv',
    'text;label\nx, y;1\n"a\nsecret";2\nz;3\n',
    'text;label\nx, y;1\nz;3\n',
  ],
  ['records with tabs', 'a.tsv', 'text\tlabel\nx\t1\n"a\nsecret"\t2\n', 'text\tlabel\nx\t1\n'],
])('takes out %s', (_what, name, content, rest) => {
  expect(without(name, content)).toBe(rest);
});

it.each([
  ['a.jsonl', '{"b":"a\\nsecret"}\n'],
  ['a.csv', 'text\n"a\nsecret"\n'],
  ['a.txt', 'a\nsecret\n'],
])('says when nothing is left of %s', (name, content) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  expect(withoutRecords(file, isSecret)).toBeNull();
});

it.each([
  ['a.jsonl', '{"b":"x"}\n'],
  ['a.csv', 'text\nx\n'],
  ['a.md', 'no secret'],
  ['experiment.yaml', 'project: a.stillroom\n'],
])('leaves %s alone where it has no such record', (name, content) => {
  expect(without(name, content)).toBeUndefined();
});

it('refuses to take a row out of a file that is not rewritten, and deletes one that has no other', () => {
  const list = (rows: object[]) => {
    const file = path.join(folder, 'list.json');
    writeFileSync(file, JSON.stringify(rows));
    return () => withoutRecords(file, isSecret);
  };
  expect(list([{ b: 'x' }, { b: 'a\nsecret' }])).toThrow('a file of this kind is not rewritten');
  expect(list([{ b: 'a\nsecret' }])()).toBeNull();
  expect(list([{ b: 'x' }])()).toBeUndefined();
});
