import { expect, test } from 'vitest';
import type { Split } from '../../../../../electron/contract/draft.ts';
import {
  countLabels,
  type GoldPart,
  readGold,
} from '../../../../../electron/engine/import/readGold.ts';
import { goldStream } from '../../../../../electron/engine/steps/gold.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

const LABELS = ['pos', 'neg'];

type Row = readonly [text: string, label: string];

const part = (file: string, sample?: number): GoldPart => ({ file, text: 't', label: 'l', sample });
const goldFile = (name: string, rows: readonly Row[]) =>
  fileWith(name, jsonl(rows.map(([t, l]) => ({ t, l }))));
const numbered = (name: string, n: number): Row[] =>
  Array.from({ length: n }, (_, i) => [`${name} ${i}`, i % 4 === 0 ? 'neg' : 'pos']);

const test2 = () =>
  goldFile('test.jsonl', [
    ['good test', 'pos'],
    ['bad test', 'neg'],
  ]);
const read = (parts: Partial<Record<Split, GoldPart>>, seed = 7) =>
  readGold(
    {
      seed: part(goldFile('seed.jsonl', numbered('seed', 8))),
      validation: part(goldFile('validation.jsonl', numbered('validation', 8))),
      test: part(test2()),
      ...parts,
    },
    LABELS,
    goldStream(seed),
  );
const textsOf = (rows: ReturnType<typeof readGold>, split: Split) =>
  rows.filter((row) => row.split === split).map(({ text }) => text);

test('whole files are kept in their order, each row with its file and line', () => {
  const file = goldFile('seed.jsonl', [
    ['one', 'pos'],
    ['two', 'neg'],
  ]);
  const rows = read({ seed: part(file) });
  expect(rows.slice(0, 2)).toEqual([
    { split: 'seed', text: 'one', label: 'pos', file, line: 1 },
    { split: 'seed', text: 'two', label: 'neg', file, line: 2 },
  ]);
  expect(textsOf(rows, 'validation')).toEqual(numbered('validation', 8).map(([text]) => text));
  expect(textsOf(rows, 'test')).toEqual(['good test', 'bad test']);
});

test('a text that a file repeats with its label counts once', () => {
  const file = goldFile('seed.jsonl', [
    ['One  text', 'pos'],
    ['one text ', 'pos'],
    ['two', 'neg'],
  ]);
  expect(textsOf(read({ seed: part(file) }), 'seed')).toEqual(['One  text', 'two']);
});

test('samples of one file have equally many of each label and nothing in common', () => {
  const file = goldFile('train.jsonl', numbered('train', 80)); // 20 of them neg
  const rows = read({ seed: part(file, 10), validation: part(file, 21), test: part(file, 8) });
  const count = (split: Split, label: string) =>
    rows.filter((row) => row.split === split && row.label === label).length;
  expect(LABELS.map((label) => count('seed', label))).toEqual([5, 5]);
  expect(LABELS.map((label) => count('validation', label))).toEqual([11, 10]);
  expect(LABELS.map((label) => count('test', label))).toEqual([4, 4]);
  expect(new Set(rows.map(({ text }) => text)).size).toBe(39);
});

test('the seed decides the samples, and nothing else does', () => {
  const file = goldFile('train.jsonl', numbered('train', 80));
  const sampled = (seed: number) =>
    read({ seed: part(file, 10), validation: part(file, 20) }, seed).map(({ text }) => text);
  expect(sampled(7)).toEqual(sampled(7));
  expect(sampled(8).toSorted()).not.toEqual(sampled(7).toSorted());
  // the validation sample's size does not change the seed sample
  const other = read({ seed: part(file, 10), validation: part(file, 6) });
  expect(textsOf(other, 'seed')).toEqual(sampled(7).slice(0, 10));
});

test('a label that the task lacks is named with file and line', () => {
  const file = goldFile('seed.jsonl', [
    ['one', 'pos'],
    ['two', 'Positive'],
  ]);
  const sentence = refusalOf(() => read({ seed: part(file) }));
  expect(sentence).toContain(
    `${file}, line 2: the label "Positive" is not one of the task's labels (pos, neg)`,
  );
});

test.each(['""', '"  "', 'null'])('a text without content is named with its line: %s', (text) => {
  const file = fileWith('seed.jsonl', `{"t": "one", "l": "pos"}\n{"t": ${text}, "l": "neg"}\n`);
  expect(refusalOf(() => read({ seed: part(file) }))).toContain(
    `${file}, line 2: the text is empty`,
  );
});

test('labels that are numbers in the file are their digits', () => {
  const file = fileWith('seed.jsonl', '{"t": "one", "l": 0}\n{"t": "two", "l": 1}\n');
  const parts = { seed: part(file), validation: part(goldFile('v.jsonl', [['v', '0']])) };
  const test = part(goldFile('t.jsonl', [['t', '1']]));
  const rows = readGold({ ...parts, test }, ['0', '1'], goldStream(7));
  expect(rows.map(({ label }) => label)).toEqual(['0', '1', '0', '1']);
});

test('a text with two labels names both lines', () => {
  const file = goldFile('seed.jsonl', [
    ['Fine film', 'pos'],
    ['x', 'neg'],
    ['fine  film', 'neg'],
  ]);
  expect(refusalOf(() => read({ seed: part(file) }))).toContain(
    `${file}, lines 1 and 3: the same text has the labels pos and neg`,
  );
});

test.each(['seed', 'validation'] as const)('a text in test and %s names both lines', (split) => {
  const test = test2();
  const file = goldFile('other.jsonl', [
    ['fresh', 'neg'],
    [' GOOD test', 'pos'],
  ]);
  const sentence = refusalOf(() => read({ test: part(test), [split]: part(file) }));
  expect(sentence).toContain(`${file}, line 2 (${split})`);
  expect(sentence).toContain(`${test}, line 1 (test)`);
});

test('the same row is not named as if it were two', () => {
  const file = goldFile('all.jsonl', numbered('all', 8));
  const sentence = refusalOf(() => read({ seed: part(file), validation: part(file) }));
  expect(sentence).toContain(`${file}, line 1`);
  expect(sentence).toContain('sample');
});

test('a sample that is larger than what is free names the label and the number', () => {
  const file = goldFile('train.jsonl', numbered('train', 8)); // 2 neg
  const sentence = refusalOf(() => read({ seed: part(file, 2), validation: part(file, 4) }));
  expect(sentence).toBe(
    `${file}: a sample of 4 needs 2 different rows with the label neg, and 1 are free. ` +
      'Ask for fewer, give more gold, or draw with the shares of the file (sampling: asInFile).',
  );
});

test('a pair is known by both of its texts', () => {
  const pairs = (name: string, rows: readonly (readonly [string, string, string])[]): GoldPart => ({
    ...part(fileWith(name, jsonl(rows.map(([c, t, l]) => ({ c, t, l }))))),
    context: 'c',
  });
  const seed = pairs('seed.jsonl', [
    ['It rained.', 'It was wet.', 'pos'],
    ['It snowed.', 'It was wet.', 'pos'],
  ]);
  const others = {
    seed,
    validation: pairs('validation.jsonl', [['It rained.', 'It was dry.', 'neg']]),
    test: pairs('test.jsonl', [['It hailed.', 'It was wet.', 'pos']]),
  };
  const rows = read(others);
  expect(rows.map(({ context, text }) => [context, text])).toEqual([
    ['It rained.', 'It was wet.'],
    ['It snowed.', 'It was wet.'],
    ['It rained.', 'It was dry.'],
    ['It hailed.', 'It was wet.'],
  ]);
  const leaks = { ...others, test: pairs('leak.jsonl', [['it  RAINED.', 'it was wet.', 'pos']]) };
  expect(refusalOf(() => read(leaks))).toContain('a text may be in one split only');
  const empty = { ...others, test: pairs('empty.jsonl', [[' ', 'It was wet.', 'pos']]) };
  expect(refusalOf(() => read(empty))).toContain('line 1: the text in "c" is empty.');
});

test('a sample keeps the shares of its file where that is asked for', () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    text: `text ${i}`,
    label: i < 90 ? 'common' : 'rare',
  }));
  const file = fileWith('shares.jsonl', jsonl(rows));
  const draw = (sampling: 'balanced' | 'asInFile') => {
    const seed = { file, text: 'text', label: 'label', sample: 20, sampling };
    const drawn = readGold({ seed }, ['common', 'rare'], goldStream(3));
    return drawn.filter(({ label }) => label === 'rare').length;
  };
  expect(draw('balanced')).toBe(10);
  expect(draw('asInFile')).toBeLessThan(6);
});

test('labels of a file may stand for others', () => {
  const rows = ['good', 'Good ', 'goood', '__proto__'].map((label, i) => ({
    text: `t ${i}`,
    label,
  }));
  const seed = {
    file: fileWith('variants.jsonl', jsonl(rows)),
    text: 'text',
    label: 'label',
    replace: { Good: 'good', goood: 'good' },
  };
  const read = readGold({ seed }, ['good', '__proto__'], goldStream(3));
  expect(read.map(({ label }) => label)).toEqual(['good', 'good', 'good', '__proto__']);
  expect(countLabels(seed, ['good', '__proto__']).good).toBe(3);
});
