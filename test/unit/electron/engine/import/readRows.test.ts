import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRows, textOf } from '../../../../../electron/engine/import/readRows.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

const BOM = '\uFEFF';

test('JSONL: a row a line, with its line; empty lines are passed over', () => {
  const file = fileWith('a.jsonl', `${BOM}{"text": "one", "n": 1}\r\n\n{"text": "zwei – 二"}\n`);
  expect(readRows(file, ['text'])).toEqual([
    { line: 1, fields: { text: 'one', n: 1 } },
    { line: 3, fields: { text: 'zwei – 二' } },
  ]);
});

test.each(['not json', '["a list"]', 'null', '"a text"', '{"text": "cut'])(
  'JSONL: a line that is no object is named: %s',
  (line) => {
    const file = fileWith('a.jsonl', `{"text": "one"}\n\n${line}\n`);
    expect(refusalOf(() => readRows(file, ['text']))).toContain(`${file}, line 3: `);
  },
);

test.each(['.xlsx', '.ods', '.parquet'])('%s is not read as if it were JSONL', (ending) => {
  const file = fileWith(`a${ending}`, 'text\tlabel\n');
  expect(refusalOf(() => readRows(file, ['text']))).toContain(
    `${file} is not what its ending says: its content is no ${ending}.`,
  );
});

test('JSONL: a missing column names the line and what is there', () => {
  const file = fileWith('a.jsonl', '{"text": "one"}\n{"txt": "two", "label": "x"}\n');
  const sentence = refusalOf(() => readRows(file, ['text']));
  expect(sentence).toContain(
    `${file}, line 2: there is no field "text"; the row has "txt", "label"`,
  );
});

// each: the file's text, the rows as [line, text, label]
test.each([
  [
    'plain',
    'text,label\none,a\ntwo,b\n',
    [
      [2, 'one', 'a'],
      [3, 'two', 'b'],
    ],
  ],
  ['no last newline', 'text,label\none,a', [[2, 'one', 'a']]],
  ['BOM', `${BOM}text,label\none,a\n`, [[2, 'one', 'a']]],
  [
    'CRLF',
    'text,label\r\none,a\r\n\r\ntwo,b\r\n',
    [
      [2, 'one', 'a'],
      [4, 'two', 'b'],
    ],
  ],
  ['quotes and commas', 'text,label\n"say ""hi"", you",a\n', [[2, 'say "hi", you', 'a']]],
  [
    'quoted newlines',
    'text,label\n"a\nb\n\nc",x\n\n"d\ne",y\nf,z\n',
    [
      [2, 'a\nb\n\nc', 'x'],
      [7, 'd\ne', 'y'],
      [9, 'f', 'z'],
    ],
  ],
  [
    'CRLF in quotes, beyond ASCII',
    'text,label\r\n"é\r\n二",x\r\nf,z',
    [
      [2, 'é\n二', 'x'],
      [4, 'f', 'z'],
    ],
  ],
] as const)('CSV: rows with the lines where they begin: %s', (_, text, expected) => {
  const rows = readRows(fileWith('a.CSV', text), ['text', 'label']);
  expect(rows.map(({ line, fields }) => [line, fields.text, fields.label])).toEqual(expected);
});

test('CSV: a missing column names what is there', () => {
  const file = fileWith('a.csv', 'body,class\none,a\n');
  expect(refusalOf(() => readRows(file, ['text', 'label']))).toContain(
    `${file}, line 1: the table has no column text, label; it has body, class.`,
  );
});

test.each([
  ['a row with a field too many', 'text,label\none,a\ntwo,b,c\n', 3],
  ['a quote inside a bare field', 'text,label\none"x,a\n', 2],
  ['a quote that is never closed', 'text,label\r\n"one,a\r\n', 2],
])('CSV: %s names the line', (_, text, line) => {
  const file = fileWith('a.csv', text);
  expect(refusalOf(() => readRows(file, ['text']))).toMatch(
    new RegExp(`^${file}, line ${line}: the (CSV|row) cannot be read`),
  );
});

test('bytes that are not UTF-8 in a file that is are named by their line', () => {
  const bytes = ['{"text": "é"}\n{"text": "two"}\n{"text": "caf', Buffer.from([0xe9]), '"}\n'];
  const file = fileWith('a.jsonl', Buffer.concat(bytes.map((part) => Buffer.from(part))));
  expect(refusalOf(() => readRows(file, ['text']))).toContain(
    `${file}, line 3: the file is not UTF-8`,
  );
});

describe('files that are read in many pieces', () => {
  const ROWS = 20_000;
  // 17 bytes in two lines, so that pieces of any usual size part characters, quotes and line ends
  const csv = `text,label\n${'"é\r\n""二"" x",a\r\n'.repeat(ROWS)}`;

  test('CSV: every row is whole and has its line', () => {
    const rows = readRows(fileWith('a.csv', csv), ['text', 'label']);
    expect(rows).toHaveLength(ROWS);
    for (const [i, { line, fields }] of rows.entries()) {
      expect([line, fields.text, fields.label]).toEqual([2 + 2 * i, 'é\n"二" x', 'a']);
    }
  });

  test.each([
    ['one field too many', 'b,c,d\n', 'the row cannot be read: it has 3 fields'],
    [
      'a quote that is never closed',
      '"b,c\n',
      'the CSV cannot be read: a quote that opens a field is not closed',
    ],
  ])('CSV: %s is named by its line', (_, last, told) => {
    const line = 2 + 2 * ROWS;
    const sentence = refusalOf(() => readRows(fileWith('a.csv', csv + last), []));
    expect(sentence).toContain(`, line ${line}: ${told}`);
  });

  test('JSONL: every row is whole, and a byte that is not UTF-8 is named by its line', () => {
    const rows = jsonl(Array.from({ length: ROWS }, (_, i) => ({ text: `${i} é二` })));
    const read = readRows(fileWith('a.jsonl', rows), ['text']);
    expect(read.map(({ line, fields }) => `${line} ${fields.text}`)).toEqual(
      Array.from({ length: ROWS }, (_, i) => `${i + 1} ${i} é二`),
    );
    const bad = fileWith('b.jsonl', Buffer.concat([Buffer.from(rows), Buffer.from([0xe9])]));
    expect(refusalOf(() => readRows(bad, ['text']))).toContain(
      `${bad}, line ${ROWS + 1}: the file is not UTF-8`,
    );
  });
});

test('files that hold nothing, are not there, or are folders', () => {
  const file = fileWith('a.jsonl', '\n\n');
  expect(refusalOf(() => readRows(file, ['text']))).toBe(`${file} has no rows.`);
  const header = fileWith('a.csv', 'text,label\n');
  expect(refusalOf(() => readRows(header, ['text']))).toBe(`${header} has no rows.`);
  expect(refusalOf(() => readRows(`${file}.gone`, ['text']))).toBe(`${file}.gone does not exist.`);
  expect(refusalOf(() => readRows('/', ['text']))).toContain('/ is a folder');
});

test('reads columns that are named like parts of JavaScript', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty'];
  const row = Object.fromEntries(names.map((name) => [name, `the ${name}`]));
  const [fromJson] = readRows(fileWith('a.jsonl', jsonl([row])), names);
  const csv = `${names.join(',')}\n${Object.values(row).join(',')}\n`;
  const [fromCsv] = readRows(fileWith('a.csv', csv), names);
  for (const fields of [fromJson!.fields, fromCsv!.fields]) {
    for (const name of names) expect(textOf(fields[name])).toBe(`the ${name}`);
  }
  const without = fileWith('b.jsonl', jsonl([{ text: 'x' }]));
  expect(refusalOf(() => readRows(without, ['constructor']))).toContain(
    'there is no field "constructor"',
  );
  const csvWithout = fileWith('b.csv', 'text\nx\n');
  expect(refusalOf(() => readRows(csvWithout, ['constructor']))).toContain('has no column');
});

test('refuses two columns of one name', () => {
  const file = fileWith('a.csv', 'text,label,text\na,good,b\n');
  expect(refusalOf(() => readRows(file, ['text']))).toContain('two columns are named text');
});

test('reads a row with a field that is nested 100,000 times, and refuses that field', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const file = fileWith('a.jsonl', `{"text":"a film","more":${deep}}\n`);
  const [row] = readRows(file, ['text']);
  expect(textOf(row!.fields.text)).toBe('a film');
  expect(refusalOf(() => textOf(row!.fields.more))).toContain('nested thousands of times');
});

test.skipIf(process.platform === 'win32')('does not wait for a pipe or a device', () => {
  const pipe = path.join(temporaryFolder(), 'pipe.jsonl');
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, '/dev/zero']) {
    expect(refusalOf(() => readRows(file, ['text']))).toBe(`${file} is not a file.`);
  }
});

test('refuses a line that is longer than a string can be', () => {
  const file = fileWith('a.jsonl', 'x'.repeat(2 ** 20));
  truncateSync(file, 600 * 2 ** 20);
  expect(refusalOf(() => readRows(file, ['text']))).toContain('has more than 500 MB');
});

test('a table of too many columns is refused at once', () => {
  const header = Array.from({ length: 50_000 }, (_, i) => `c${i}`);
  const csv = fileWith('wide.csv', `${header.join()}\n${header.map(() => '1').join()}\n`);
  const json = fileWith('wide.jsonl', jsonl([Object.fromEntries(header.map((name) => [name, 1]))]));
  for (const file of [csv, json]) {
    expect(refusalOf(() => readRows(file, []))).toContain(
      `${file} has 50,000 columns; 1,000 are the most`,
    );
  }
});
