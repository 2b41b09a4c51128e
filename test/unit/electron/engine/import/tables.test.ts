import { describe, expect, test } from 'vitest';
import { readingNotes } from '../../../../../electron/engine/import/readAs.ts';
import { readRows } from '../../../../../electron/engine/import/readRows.ts';
import { odsOf, parquetOf, xlsxOf } from '../../../../fixtures/everydayFiles.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

const HEADER = ['text', 'label'];
const BODY = [
  ['Ein schöner, langer Film; mit "Musik"', 'gut'],
  ['Zwei Zeilen\nin einem Feld', 'schlecht'],
  ['映画 👍 | = 1', '007'],
];
const TABLE = [HEADER, ...BODY];
const OBJECTS = BODY.map(([text, label]) => ({ text, label }));
const quoted = (delimiter: string, end = '\n') =>
  TABLE.map(
    (row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + end,
  ).join('');

const read = (file: string, reading = {}) =>
  readRows(file, HEADER, reading).map(({ fields }) => ({ ...fields }));

test.each<[name: string, content: string | Uint8Array]>([
  ['a.csv', quoted(',')],
  ['semicolons.csv', quoted(';')],
  ['tabs.csv', quoted('\t')],
  ['bars.csv', quoted('|')],
  ['a.tsv', quoted('\t')],
  ['a.tab', quoted('\t')],
  ['commas.tsv', quoted(',')],
  ['windows.csv', quoted(';', '\r\n')],
  ['mark.csv', `\ufeff${quoted(',')}`],
  ['UPPER.CSV', quoted(',')],
  ['a.jsonl', jsonl(OBJECTS)],
  ['a.ndjson', jsonl(OBJECTS)],
  ['lines.json', jsonl(OBJECTS)],
  ['list.json', JSON.stringify(OBJECTS)],
  ['list.jsonl', JSON.stringify(OBJECTS)],
  ['pretty.json', JSON.stringify(OBJECTS, null, 2)],
  ['object.json', JSON.stringify({ version: 1, data: OBJECTS }, null, 2)],
  ['mark.jsonl', `\ufeff${jsonl(OBJECTS)}`],
  ['utf16le.csv', Buffer.from(`\ufeff${quoted(';')}`, 'utf16le')],
  ['utf16be.jsonl', Buffer.from(`\ufeff${jsonl(OBJECTS)}`, 'utf16le').swap16()],
  ['a.parquet', parquetOf(TABLE)],
  ['a.xlsx', xlsxOf(TABLE)],
  ['a.ods', odsOf(TABLE)],
  // known by their content
  ['workbook.csv', xlsxOf(TABLE)],
  ['gold.data', parquetOf(TABLE)],
])('%s is read', (name, content) => {
  expect(read(fileWith(name, content))).toEqual(OBJECTS);
});

test('lines end as on an old Mac', () => {
  const plain = [
    ['text', 'label'],
    ['eins', 'a'],
    ['zwei', 'b'],
  ];
  const content = plain.map((row) => row.join(',')).join('\r');
  const rows = readRows(fileWith('a.csv', content), HEADER);
  expect(rows.map(({ line, fields }) => [line, fields.text])).toEqual([
    [2, 'eins'],
    [3, 'zwei'],
  ]);
  const json = OBJECTS.map((row) => JSON.stringify(row)).join('\r');
  expect(read(fileWith('a.jsonl', json))).toEqual(OBJECTS);
});

test('a text of one column is not parted', () => {
  const file = fileWith('a.csv', 'text\nGood; warm; kind\nBad\n"Cold, wet"\n');
  expect(readRows(file, ['text']).map(({ fields }) => fields.text)).toEqual([
    'Good; warm; kind',
    'Bad',
    'Cold, wet',
  ]);
});

test('commas in texts do not hide that semicolons part them', () => {
  const file = fileWith('a.csv', 'text;label\nGood, warm, kind;a\nBad;b\nCold, wet;b\n');
  expect(read(file)[0]).toEqual({ text: 'Good, warm, kind', label: 'a' });
  expect(readingNotes(file)).toEqual(['a.csv: its fields are separated by semicolons.']);
});

test('a table with tabs may have bare quotes', () => {
  const file = fileWith('a.tsv', 'text\tlabel\n"Good" film\ta\nthe 5" plate\tb\n');
  expect(read(file).map(({ text }) => text)).toEqual(['"Good" film', 'the 5" plate']);
});

test('settings help where the guess is wrong', () => {
  const file = fileWith('a.csv', 'eins,a;b\nzwei,c;d\n');
  const rows = readRows(file, ['0', '1'], { delimiter: ';', header: 'none' });
  expect(rows.map(({ line, fields }) => [line, fields['0'], fields['1']])).toEqual([
    [1, 'eins,a', 'b'],
    [2, 'zwei,c', 'd'],
  ]);
  const cyrillic = fileWith('b.csv', Buffer.from([0x74, 0x0a, 0xcf, 0xf0, 0xe8, 0x0a]));
  expect(readRows(cyrillic, ['t'], { encoding: 'windows-1251' })[0]!.fields.t).toBe('При');
  expect(refusalOf(() => readRows(cyrillic, ['t'], { encoding: 'klingon' }))).toContain(
    'there is no encoding klingon',
  );
  const utf8 = fileWith('c.csv', 't\né\n');
  expect(refusalOf(() => readRows(utf8, ['t'], { encoding: 'utf-16' }))).toMatch(
    /not UTF-16|no column/,
  );
});

describe('encodings', () => {
  const text = 'text,label\nDas Café war schön – „wirklich“ für 5 €,gut\nnaïve Gäste,gut\n';
  const windows = (all: string) =>
    Buffer.from(
      [...all].map(
        (one) => ({ '–': 0x96, '„': 0x84, '“': 0x93, '€': 0x80 })[one] ?? one.charCodeAt(0),
      ),
    );

  test('Windows-1252 is found and told', () => {
    const file = fileWith('a.csv', windows(text));
    expect(read(file)[0]!.text).toBe('Das Café war schön – „wirklich“ für 5 €');
    expect(readingNotes(file)).toEqual([
      'a.csv: it is read as Windows-1252; name another encoding if letters are wrong.',
    ]);
  });

  test('an alphabet of its own is found', () => {
    const russian = 'Это хороший фильм, и музыка в нём прекрасная, а актёры играют очень хорошо';
    const bytes = [...russian].map((one) => {
      const code = one.codePointAt(0)!;
      if (one === 'ё') return 0xb8;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    });
    const file = fileWith(
      'a.jsonl',
      Buffer.from([...Buffer.from('{"text":"'), ...bytes, ...Buffer.from('"}\n')]),
    );
    expect(readRows(file, ['text'])[0]!.fields.text).toBe(russian);
    expect(readingNotes(file)[0]).toContain('Windows-1251');
  });

  test('UTF-16 without a mark is found', () => {
    const file = fileWith('a.csv', Buffer.from(text, 'utf16le'));
    expect(read(file)[0]!.text).toContain('„wirklich“');
  });

  test('what is no text is refused', () => {
    const noise = fileWith('a.csv', Buffer.from([0x74, 0x0a, 0x81, 0x90, 0x9d, 0x0a]));
    expect(refusalOf(() => read(noise))).toContain('a.csv, line 2: the file is not UTF-8 there');
    expect(refusalOf(() => read(fileWith('b.csv', Buffer.from([0, 1, 2, 3, 0, 0, 7]))))).toContain(
      'bytes of zero',
    );
  });

  test('UTF-8 in many pieces is UTF-8', () => {
    for (const shift of [0, 1, 2, 3]) {
      const long = `text,label\n${'x'.repeat(shift)}${'👍'.repeat(600_000)},a\n`;
      expect([...String(read(fileWith('a.csv', long))[0]!.text)]).toHaveLength(600_000 + shift);
    }
  });
});

describe('workbooks', () => {
  test('cells are texts, numbers, dates and booleans as they are meant', () => {
    const cell = (r: string, more: string, v: string) => `<c r="${r}" ${more}><v>${v}</v></c>`;
    const cells =
      `<row r="2"><c r="A2" t="inlineStr"><is><t>text</t></is></c><c r="B2" t="inlineStr"><is><t>label</t></is></c></row>` +
      `<row r="3">${cell('A3', 't="str"', 'a formula’s text')}${cell('B3', '', '7')}</row>` +
      `<row r="5">${cell('A5', 's="1"', '45443')}${cell('B5', 's="2"', '45443.5')}</row>` +
      `<row r="6">${cell('A6', '', '0.30000000000000004')}${cell('B6', 't="b"', '1')}</row>` +
      `<row r="7">${cell('A7', 't="e"', '#N/A')}</row><row r="9"/>`;
    const rows = readRows(fileWith('a.xlsx', xlsxOf([], [], cells)), HEADER);
    expect(rows.map(({ line, fields }) => [line, fields.text, fields.label])).toEqual([
      [3, 'a formula’s text', '7'],
      [5, '2024-05-31', '2024-05-31 12:00:00'],
      [6, '0.3', 'true'],
      [7, '#N/A', ''],
    ]);
  });

  test('the first sheet is read, and the others are told', () => {
    const file = fileWith('a.xlsx', xlsxOf(TABLE, ['Second', 'Third']));
    expect(read(file)).toEqual(OBJECTS);
    expect(readingNotes(file)).toEqual([
      'a.xlsx: its first sheet, First, is read, and 2 others are not.',
    ]);
  });

  test('two columns of one name are refused in any table', () => {
    const rows = [
      ['text', 'label', 'text'],
      ['a', 'b', 'c'],
    ];
    const tabs = rows.map((row) => row.join('\t')).join('\n');
    for (const [name, content] of [
      ['a.xlsx', xlsxOf(rows)],
      ['a.ods', odsOf(rows)],
      ['a.tsv', `${tabs}\n`],
    ] as const) {
      expect(refusalOf(() => read(fileWith(name, content)))).toContain(
        'two columns are named text',
      );
    }
  });
});

test('the columns that a table lacks are named in any format', () => {
  for (const [name, content] of [
    ['a.xlsx', xlsxOf(TABLE)],
    ['a.ods', odsOf(TABLE)],
    ['a.parquet', parquetOf(TABLE)],
    ['a.tsv', quoted('\t')],
  ] as const) {
    expect(refusalOf(() => readRows(fileWith(name, content), ['body']))).toContain(
      'has no column body; it has text, label. Choose one of these.',
    );
  }
});

test('JSON that is no list of rows is refused by what it is', () => {
  expect(refusalOf(() => read(fileWith('a.json', '{\n "a": 1\n}')))).toContain(
    'one JSON object without a list',
  );
  expect(refusalOf(() => read(fileWith('a.json', '{\n"a": [{}],\n"b": [{}]}')))).toContain(
    'several lists: a, b',
  );
  expect(refusalOf(() => read(fileWith('a.json', '[1, 2]')))).toContain(
    'line 1: this is not a JSON object',
  );
  expect(refusalOf(() => read(fileWith('a.json', '[{"text": "a"')))).toContain('line 1: ');
});
