import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { experimentSchema } from '../../electron/contract/experiment.ts';
import { readExperiment } from '../../electron/engine/experiment/readExperiment.ts';
import { normalise } from '../../electron/engine/import/readGold.ts';
import { classify, fitLogisticRegression } from '../../models/student/logisticRegression.ts';

interface Row {
  readonly text: string;
  readonly label?: string;
}

const DEMO = new URL('../../resources/demo/', import.meta.url);

function rowsOf(file: string): Row[] {
  const lines = readFileSync(new URL(file, DEMO), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

const gold = {
  seed: rowsOf('gold/seed.jsonl'),
  validation: rowsOf('gold/validation.jsonl'),
  test: rowsOf('gold/test.jsonl'),
};
const films = rowsOf('corpus/films.jsonl');
const reviews = Object.values(gold).flat();

test.each([
  ['seed', 40],
  ['validation', 80],
  ['test', 200],
] as const)('%s holds %i reviews, half of them positive', (split, n) => {
  expect(gold[split]).toHaveLength(n);
  for (const label of ['positive', 'negative']) {
    expect(gold[split].filter((row) => row.label === label)).toHaveLength(n / 2);
  }
});

test('the corpus holds 200 films', () => {
  expect(films).toHaveLength(200);
});

test('no text is there twice, in one file or in two', () => {
  const seen = new Map<string, number>();
  for (const { text } of [...reviews, ...films]) {
    seen.set(normalise(text), (seen.get(normalise(text)) ?? 0) + 1);
  }
  expect([...seen].filter(([, n]) => n > 1)).toEqual([]);
});

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

test.each([
  { what: 'reviews', rows: reviews },
  { what: 'films', rows: films },
])('no four words in a row stand in over 2% of the $what', ({ rows }) => {
  const texts = new Map<string, number>();
  for (const { text } of rows) {
    const words = wordsOf(text);
    const grams = words.slice(3).map((_word, at) => words.slice(at, at + 4).join(' '));
    for (const gram of new Set(grams)) texts.set(gram, (texts.get(gram) ?? 0) + 1);
  }
  expect(texts.size).toBeGreaterThan(1000);
  expect([...texts].filter(([, n]) => n > rows.length * 0.02)).toEqual([]);
});

test('counting words is not enough: below 70% on the test file', () => {
  const vocabulary = [...new Set(gold.seed.flatMap(({ text }) => wordsOf(text)))];
  const at = new Map(vocabulary.map((word, index) => [word, index]));
  const counts = ({ text }: Row) => {
    const row = new Float32Array(vocabulary.length);
    for (const word of wordsOf(text)) {
      const index = at.get(word);
      if (index !== undefined) row[index]! += 1;
    }
    return row;
  };
  const classOf = ({ label }: Row) => (label === 'positive' ? 1 : 0);
  const model = fitLogisticRegression(gold.seed.map(counts), gold.seed.map(classOf), 2);
  const share = (rows: readonly Row[]) =>
    rows.filter((row) => classify(model, counts(row)) === classOf(row)).length / rows.length;
  expect(share(gold.seed)).toBeGreaterThan(0.95); // it does learn its own rows
  expect(share(gold.test)).toBeLessThan(0.7);
});

test("the demo's experiment is valid and names these files", () => {
  const file = fileURLToPath(new URL('experiment.yaml', DEMO));
  const { experiment } = readExperiment(file);
  expect(() => experimentSchema.parse(experiment)).not.toThrow();
  const files = [...Object.values(experiment.gold), ...experiment.corpus].map((part) => part.file);
  for (const named of files) expect(readFileSync(named, 'utf8')).not.toBe('');
  expect(files).toHaveLength(4);
});
