import { expect, it } from 'vitest';
import { choosePooling } from '../../../../../electron/engine/training/choosePooling.ts';
import { catalogue } from '../../../../../models/catalog/catalogue.ts';

const miniLM = catalogue.find(({ name }) => name === 'all-minilm-l6-v2')!;
const distilBert = catalogue.find(({ name }) => name === 'distilbert-base-uncased')!;

it.each([
  ['auto', 300, 'text-classification', miniLM, 'mean'],
  ['auto', 300, 'text-pair-classification', miniLM, 'mean'],
  ['auto', 300, 'text-classification', distilBert, 'first'],
  ['auto', 0, 'text-classification', miniLM, 'first'],
  ['auto', 300, 'extractive-qa', miniLM, 'first'],
  ['first', 300, 'text-classification', miniLM, 'first'],
  ['mean', 0, 'text-classification', distilBert, 'mean'],
] as const)('%s with leastSteps %i, for %s', (pooling, leastSteps, kind, model, chosen) => {
  expect(choosePooling({ pooling, leastSteps }, kind, model)).toBe(chosen);
});
