import { expect, it } from 'vitest';
import { withoutGold } from '../../../../../electron/engine/import/withoutGold.ts';

const document = (text: string, title: string | null = null) => ({
  title,
  text,
  file: 'films.jsonl',
  line: 1,
});
const gold = (split: 'seed' | 'validation' | 'test', text: string) => ({
  split,
  text,
  label: 'good',
  file: 'gold.jsonl',
  line: 1,
});

it('leaves out documents that students are measured on, however they are spaced', () => {
  const documents = [document('One  film'), document('two'), document('b', 'a'), document('four')];
  const rows = [gold('test', 'one film'), gold('validation', 'a. b'), gold('seed', 'two')];
  const { documents: kept, withheld } = withoutGold(documents, rows);
  expect(kept.map(({ text }) => text)).toEqual(['two', 'four']);
  expect(withheld).toBe(2);
});

it('refuses a gold file that is given as the corpus', () => {
  const documents = ['a', 'b', 'c'].map((text) => document(text));
  const rows = ['a', 'b'].map((text) => gold('test', text));
  expect(() => withoutGold(documents, rows)).toThrow(
    /films\.jsonl: 2 of 3 documents are validation or test texts.*Take it out/s,
  );
});
