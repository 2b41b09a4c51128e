import { expect, test } from 'vitest';
import { type FilterName, filterNames } from '../../../../../electron/contract/experiment.ts';
import { applyFilters, requireYield } from '../../../../../electron/engine/steps/clean.ts';
import {
  type Candidate,
  droppedCounts,
  type Example,
  keptOf,
} from '../../../../../electron/engine/steps/example.ts';
import { refusalOf } from '../import/files.ts';

const candidate = (text: string, sources: Candidate['sources'] = {}): Candidate => ({
  text,
  label: 'pos',
  lineage: { generation: text },
  sources,
});
const example = (text: string, label = 'pos', droppedBy: FilterName | null = null): Example => ({
  text,
  label,
  lineage: { generation: text },
  droppedBy,
});
const allBut = (...names: FilterName[]) => filterNames.filter((name) => !names.includes(name));

/** What each text is dropped by, with one filter at work. */
function droppedBy(only: FilterName, candidates: readonly Candidate[], earlier: Example[] = []) {
  return applyFilters(candidates, earlier, allBut(only)).map((row) => row.droppedBy);
}

test('empty: no text at all', () => {
  expect(
    droppedBy(
      'empty',
      ['', 'x', '.'].map((text) => candidate(text)),
    ),
  ).toEqual(['empty', null, null]);
});

test.each([
  "I'm sorry, but I cannot fulfill your request.",
  'I’m sorry, but I can’t assist with that.',
  'I cannot provide a negative review.',
  'Sorry, I am unable to write that.',
  'I apologize, but I am not able to generate this content.',
  'As an AI language model, I do not watch films.',
  'This is a film. As an AI language model I have no opinion of it.',
  'Unable to summarize the above document.',
  '"I cannot create such a text.',
])('refusal: the teacher declines: %s', (text) => {
  expect(droppedBy('refusal', [candidate(text)])).toEqual(['refusal']);
});

test.each([
  "I can't recommend this film enough.",
  'I cannot begin to describe how amazing this movie is.',
  "So tense that I can't help but look away.",
  "I'm sorry I ever bought a ticket.",
  "I'm sorry, but I found every minute of it dull.",
  'I am unable to forget that last scene.',
  'As an AI thriller it convinces.',
  'Sorry, I wanted to like it.',
])('refusal: a review that only sounds so stays: %s', (text) => {
  expect(droppedBy('refusal', [candidate(text)])).toEqual([null]);
});

test.each([
  ['Great', 'tooShort'],
  ['Great film!', 'tooShort'],
  ["It's – great.", 'tooShort'],
  ["It isn't great", null],
  ['Très bon film', null],
  ['很好的电影', null], // no spaces, so letters are counted
  ['很好', 'tooShort'],
  // nor do these have any between words
  ['ម្ហូបនៅទីនេះឆ្ងាញ់ណាស់', null],
  ['ອາຫານຢູ່ນີ້ແຊບຫຼາຍ', null],
  ['ဒီဆိုင်ကအစားအစာကောင်းတယ်', null],
  ['อาหารที่นี่อร่อยมาก', null],
  ['ឆ្ងាញ់', 'tooShort'],
])('tooShort: fewer than three words: %s', (text, filter) => {
  expect(droppedBy('tooShort', [candidate(text)])).toEqual([filter]);
});

test('exactDuplicate: the same but for case and spacing', () => {
  const texts = ['A fine film.', 'a fine  FILM. ', 'A fine film', 'A fine film.'];
  expect(
    droppedBy(
      'exactDuplicate',
      texts.map((text) => candidate(text)),
    ),
  ).toEqual([null, 'exactDuplicate', null, 'exactDuplicate']);
});

const TWELVE = 'one two three four five six seven eight nine ten eleven twelve';

test('nearDuplicate: 0.8 or more of the word triples in common', () => {
  const texts = [
    TWELVE,
    `${TWELVE} thirteen`, // 10 of 11 triples
    TWELVE.replace('twelve', 'dozen'), // 9 of 11
    TWELVE.replace('eleven', 'many'), // 8 of 12
    TWELVE.split(' ').reverse().join(' '),
    'one two', // no triple, so like nothing
    'one two',
  ];
  expect(
    droppedBy(
      'nearDuplicate',
      texts.map((text) => candidate(text)),
    ),
  ).toEqual([null, 'nearDuplicate', 'nearDuplicate', null, null, null, null]);
});

test.each([
  ['copyOfPassage', (source: string) => ({ passage: source })],
  ['copyOfGold', (source: string) => ({ gold: ['Something else entirely.', source] })],
] as const)('%s: half of the runs of five words stand in the source', (filter, sources) => {
  const texts = [
    TWELVE.toUpperCase(),
    'one two three four five six x y z', // 2 of 5 runs
    'one two three four five six seven x y', // 3 of 5
    'one two x',
  ];
  expect(
    droppedBy(
      filter,
      texts.map((text) => candidate(text, sources(TWELVE))),
    ),
  ).toEqual([filter, null, filter, null]);
  expect(droppedBy(filter, [candidate('One two  X', sources('one two x'))])).toEqual([filter]);
  expect(droppedBy(filter, [candidate(TWELVE)])).toEqual([null]);
});

test('copies of the other kind of source are left to the other filter', () => {
  const row = candidate(TWELVE, { passage: TWELVE, gold: [TWELVE] });
  expect(droppedBy('copyOfPassage', [row])).toEqual(['copyOfPassage']);
  expect(droppedBy('copyOfGold', [row])).toEqual(['copyOfGold']);
});

test('the first filter in their order has the row', () => {
  const texts = ['', 'I cannot review', 'Yes', 'A fine film', 'A fine film'];
  const run = (off: readonly FilterName[]) =>
    applyFilters(
      texts.map((text) => candidate(text)),
      [],
      off,
    ).map((row) => row.droppedBy);
  expect(run([])).toEqual(['empty', 'refusal', 'tooShort', null, 'exactDuplicate']);
  expect(run(['empty', 'exactDuplicate'])).toEqual([
    'tooShort',
    'refusal',
    'tooShort',
    null,
    'nearDuplicate',
  ]);
  expect(run(filterNames)).toEqual([null, null, null, null, null]);
});

test('a row that is dropped is no yardstick for duplicates', () => {
  const copy = candidate(TWELVE, { passage: TWELVE });
  const rows = applyFilters([copy, candidate(TWELVE)], [], []);
  expect(rows.map((row) => row.droppedBy)).toEqual(['copyOfPassage', null]);
});

test('rows from earlier steps count as kept', () => {
  const texts = ['A fine film', `${TWELVE} thirteen`, 'Something new here'].map((text) =>
    candidate(text),
  );
  expect(
    applyFilters(texts, [example('a fine film'), example(TWELVE)], []).map((row) => row.droppedBy),
  ).toEqual(['exactDuplicate', 'nearDuplicate', null]);
});

test('rows keep their order, text, label and lineage; drops are counted', () => {
  const candidates = ['', 'A fine film', '', 'Yes'].map((text) => candidate(text));
  const rows = applyFilters(candidates, [], []);
  expect(rows.map(({ text, label, lineage }) => ({ text, label, lineage }))).toEqual(
    candidates.map(({ text, label, lineage }) => ({ text, label, lineage })),
  );
  expect(droppedCounts(rows)).toEqual({ empty: 2, tooShort: 1 });
  expect(keptOf(rows).map(({ text }) => text)).toEqual(['A fine film']);
});

test('a yield of a tenth with each label is enough', () => {
  const rows = [
    example('a', 'pos'),
    example('b', 'neg'),
    ...Array.from({ length: 18 }, () => example('', 'pos', 'empty')),
  ];
  expect(() => requireYield('The seed set', rows, ['pos', 'neg'])).not.toThrow();
  expect(refusalOf(() => requireYield('The seed set', [...rows, rows[2]!], ['pos', 'neg']))).toBe(
    'The seed set: of 21 rows 2 were kept, and less than a tenth is left. Dropped: empty 19. Ask for ' +
      'more rows, choose another teacher or prompt set, or switch a filter off (cleaning.off).',
  );
});

test('what a recipe leaves out passed the filters, and drops what repeats it', () => {
  const left = { ...candidate('a fine film'), leftOut: 'lowWeight' as const };
  const rows = applyFilters([left, candidate('a fine film'), { ...left, text: '' }], [], []);
  expect(rows.map((row) => row.droppedBy)).toEqual(['lowWeight', 'exactDuplicate', 'empty']);
  const few = Array.from({ length: 20 }, () => ({ ...rows[0]! }));
  expect(() => requireYield('The rows', few, ['pos'])).not.toThrow();
});

test('a label that lost all its rows is named with what dropped them', () => {
  const rows = [
    example('a', 'pos'),
    example('b', 'neg', 'tooShort'),
    example('c', 'neg', 'refusal'),
  ];
  const sentence = refusalOf(() => requireYield('Set', rows, ['pos', 'neg', 'mixed']));
  expect(sentence).toContain('of 3 rows 1 were kept, and no row is left for the label neg, mixed.');
  expect(sentence).toContain('Dropped: tooShort 1, refusal 1.');
  expect(refusalOf(() => requireYield('Set', [], ['pos']))).toContain('Dropped: none.');
});

test('of pairs, duplicates are looked for beside the same context', () => {
  const pair = (context: string, text: string): Candidate => ({ ...candidate(text), context });
  const text = 'A woman was elected to lead the council.';
  expect(
    droppedBy('exactDuplicate', [pair('one', text), pair('two', text), pair('one', text)]),
  ).toEqual([null, null, 'exactDuplicate']);
  expect(
    droppedBy('nearDuplicate', [pair('two', text)], [{ ...example(text), context: 'two' }]),
  ).toEqual(['nearDuplicate']);
  expect(droppedBy('nearDuplicate', [pair('two', text)], [example(text)])).toEqual([null]);
});

test('tooShort and nearDuplicate know words of scripts without spaces', () => {
  const khmer = 'ផ្សារនេះមានត្រីស្រស់ច្រើន';
  const lao = 'ຕະຫຼາດເຊົ້າມີປາສົດຫຼາຍ';
  const texts = [khmer, lao, 'このレストランの料理はとても美味しい', '好', 'ปลา'];
  expect(
    droppedBy(
      'tooShort',
      texts.map((text) => candidate(text)),
    ),
  ).toEqual([null, null, null, 'tooShort', 'tooShort']);
  const long = `${khmer}${lao}`.repeat(2);
  const near = droppedBy('nearDuplicate', [
    candidate(long),
    candidate(`${long}។`),
    candidate(khmer),
  ]);
  expect(near).toEqual([null, 'nearDuplicate', null]);
});
