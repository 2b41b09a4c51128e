import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { CsvFault, csvRecords } from '../../../../../electron/engine/import/csvRecords.ts';
import { randomStream } from '../../../../../models/randomStream.ts';

const COMMAS = { delimiter: ',', isQuoted: true };
const cellsOf = (block: string, form = COMMAS) =>
  [...csvRecords(block, form)].map(({ cells }) => cells);

it.each([
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a,b', [['a', 'b']]],
  [
    'a,\n,b\n',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['"a ""warm"" film",bad\n', [['a "warm" film', 'bad']]],
  ['"two\nlines","",x\n', [['two\nlines', '', 'x']]],
  ['\n\na,b\n\n', [['a', 'b']]],
  ['""\n', [['']]],
  ['""""\n', [['"']]],
])('parts the fields of %j', (block, cells) => {
  expect(cellsOf(block)).toEqual(cells);
});

it('parts at delimiters of several characters, and takes quotes as text where nothing is quoted', () => {
  expect(cellsOf('a||"b"||c\n', { delimiter: '||', isQuoted: true })).toEqual([['a', 'b', 'c']]);
  expect(cellsOf('a\t"b\n', { delimiter: '\t', isQuoted: false })).toEqual([['a', '"b']]);
});

it('says where a record begins, after empty lines and line breaks in fields', () => {
  const records = [...csvRecords('a,b\n\n"x\ny",1\nz,2\n', COMMAS)];
  expect(records.map(({ line }) => line)).toEqual([1, 3, 5]);
});

it('leaves a record at the end of a block for the next one, if there is a next one', () => {
  const read = (block: string) => {
    const records = csvRecords(block, COMMAS, false);
    const cells: (readonly string[])[] = [];
    for (;;) {
      const { done, value } = records.next();
      if (done) return { cells, rest: block.slice(value.end), lines: value.lines };
      cells.push(value.cells);
    }
  };
  const first = [['a', 'b']];
  expect(read('a,b\n')).toEqual({ cells: first, rest: '', lines: 1 });
  expect(read('a,b\n1')).toEqual({ cells: first, rest: '1', lines: 1 });
  expect(read('a,b\n\n"1\n2')).toEqual({ cells: first, rest: '"1\n2', lines: 2 });
  // the quote may be the first of two
  expect(read('a,b\n"1"')).toEqual({ cells: first, rest: '"1"', lines: 1 });
  expect(read('a,b\n1,')).toEqual({ cells: first, rest: '1,', lines: 1 });
});

it.each([
  ['a\n"b,c\nd\n', 2, 'not closed'],
  ['a\n"b"c,d\n', 2, 'a character behind it'],
  ['a,b\nc,d"e\n', 2, 'inside of a field'],
])('names the line of a quote that is out of place: %j', (block, line, message) => {
  const read = () => cellsOf(block);
  expect(read).toThrow(CsvFault);
  expect(read).toThrow(message);
  try {
    read();
  } catch (error) {
    expect((error as CsvFault).line).toBe(line);
  }
});

describe('reads what csv-parse reads', () => {
  const pieces = ['a', 'é', '"', '""', ',', '\n', ' ', 'film', ';', '"x"', '""y""'];
  const theirs = (block: string) => {
    try {
      return parse(block, { skip_empty_lines: true, relax_column_count: true }) as string[][];
    } catch {
      return null;
    }
  };
  const ours = (block: string) => {
    try {
      return cellsOf(block);
    } catch (error) {
      if (error instanceof CsvFault) return null;
      throw error;
    }
  };
  it('of 5,000 random tables, and refuses what it refuses', () => {
    const random = randomStream('tables');
    let read = 0;
    for (let n = 0; n < 5000; n++) {
      const block = Array.from(
        { length: 1 + random.below(12) },
        () => pieces[random.below(pieces.length)]!,
      ).join('');
      const expected = theirs(block);
      if (expected) read++;
      expect(ours(block), JSON.stringify(block)).toEqual(expected);
    }
    expect(read).toBeGreaterThan(500);
  });
});
