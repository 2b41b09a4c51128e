import { expect, test } from 'vitest';
import { goldRepeats } from '../../../../../electron/engine/import/goldRepeats.ts';
import { readGold } from '../../../../../electron/engine/import/readGold.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { odsOf } from '../../../../fixtures/everydayFiles.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

type Row = readonly [text: string, label: string];

const partOf = (rows: readonly Row[], more = {}) => ({
  file: fileWith('films.jsonl', jsonl(rows.map(([text, label]) => ({ text, label })))),
  text: 'text',
  label: 'label',
  ...more,
});
const ONCE: readonly Row[] = [
  ['A warm film', 'good'],
  ['A cold film', 'bad'],
];

test('a file that has each text once has nothing twice', async () => {
  expect(await goldRepeats(partOf(ONCE))).toEqual({ same: null, contrary: null });
});

test.each<[what: string, rows: readonly Row[], said: string]>([
  ['the text', [['A warm film', 'good']], 'Line 3 has the text of line 1; it counts once.'],
  [
    'case, spaces and how letters are composed',
    [
      [' a  WARM film', ' good'],
      ['A cold\nfilm', 'bad '],
      ['Cafe\u0301', 'good'],
      ['Caf\u00e9', 'good'],
    ],
    '3 rows have the text of an earlier one, and count once: the first is line 3, with the text of line 1.',
  ],
])(
  'rows that are the same but for %s are counted, and the first is named',
  async (_, more, said) => {
    const part = partOf([...ONCE, ...more]);
    expect(await goldRepeats(part)).toEqual({ same: said, contrary: null });
    const told: number[] = [];
    readGold({ seed: part }, ['good', 'bad'], randomStream('gold'), ({ line }) => told.push(line));
    expect(told).toHaveLength(said.startsWith('3') ? 3 : 1);
  },
);

test('a text with two labels is named with both of its lines, as a run names it', async () => {
  const part = partOf([
    ...ONCE,
    ['A new film', 'bad'],
    ['a warm film', 'bad'],
    ['A warm film', 'bad'],
  ]);
  expect(await goldRepeats(part)).toEqual({
    same: null,
    contrary:
      'Lines 1 and 4 have the same text, with the labels good and bad, and so has 1 more row and an earlier one. ' +
      'Keep the right ones.',
  });
  expect(
    refusalOf(() => readGold({ seed: part }, ['good', 'bad'], randomStream('gold'))),
  ).toContain('lines 1 and 4: the same text has the labels good and bad');
});

test('labels that are merged are one label, and a pair is known by both of its texts', async () => {
  const rows: readonly Row[] = [...ONCE, ['A warm film', 'Good']];
  expect((await goldRepeats(partOf(rows))).contrary).toContain('Lines 1 and 3');
  const merged = await goldRepeats(partOf(rows, { replace: { Good: 'good' } }));
  expect(merged).toEqual({
    same: 'Line 3 has the text of line 1; it counts once.',
    contrary: null,
  });
  const pairs = [
    { first: 'It rained.', second: 'It was wet.', label: 'good' },
    { first: 'It snowed.', second: 'It was wet.', label: 'bad' },
    { first: 'it rained.', second: 'It was wet.', label: 'good' },
  ];
  const file = fileWith('pairs.jsonl', jsonl(pairs));
  const part = { file, context: 'first', text: 'second', label: 'label' };
  expect((await goldRepeats(part)).same).toBe('Line 3 has the text of line 1; it counts once.');
});

test('rows of a workbook are named as it numbers them', async () => {
  const table = [['text', 'label'], ...ONCE, ['A cold film', 'bad']];
  const part = { file: fileWith('a.ods', odsOf(table)), text: 'text', label: 'label' };
  expect(await goldRepeats(part)).toEqual({
    same: 'Line 4 has the text of line 3; it counts once.',
    contrary: null,
  });
});

test('a file is no longer read once nobody asks', async () => {
  const stopped = AbortSignal.abort();
  await expect(goldRepeats(partOf(ONCE), stopped)).rejects.toMatchObject({ name: 'AbortError' });
});

test.each([
  ['{"text":"","label":"good"}', 'line 1: the text is empty'],
  ['{"text":["A","film"],"label":"good"}', 'line 1: the field "text" holds a list'],
  ['{"text":"A film","label":{"en":"good"}}', 'line 1: the field "label" holds an object'],
  ['{"text":"A film"}', 'line 1: there is no field "label"'],
])('what a run would refuse is refused already: %s', async (row, said) => {
  const part = { file: fileWith('a.jsonl', `${row}\n`), text: 'text', label: 'label' };
  await expect(goldRepeats(part)).rejects.toThrow(said);
});
