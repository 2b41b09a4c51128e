import { expect, test } from 'vitest';
import { catalogue } from '../../../../models/catalog/catalogue.ts';
import { nearNames } from '../../../../models/catalog/nearNames.ts';

const names = catalogue.map(({ name }) => name);

test.each([
  ['smolm2-135m-instruct', 'smollm2-135m-instruct'],
  ['MiniLM', 'all-minilm-l6-v2'],
  ['llama2', 'llama-2-13b-chat'],
  ['bert', 'distilbert-base-uncased'],
])('%s may mean %s', (typed, meant) => {
  expect(nearNames(typed, names)[0]).toBe(meant);
});

test('nothing is near to nonsense', () => {
  expect(nearNames('zzzz', names)).toEqual([]);
});
