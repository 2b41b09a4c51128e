import { expect, it } from 'vitest';
import { learnByHeart } from './learnByHeart.ts';

it.each([
  'bert',
  'roberta',
  'distilbert',
  'deberta-v2',
  'deberta-v2-own',
  'modernbert',
  'modernbert-biased',
])('%s learns eight sentences by heart', async (family) => {
  const history = await learnByHeart(family);
  expect(history[0]!.loss).toBeGreaterThan(0.4);
  expect(history.at(-1)!.loss).toBeLessThan(0.01);
});

it.each(['bert', 'roberta', 'distilbert', 'deberta-v2', 'modernbert'])(
  '%s learns them by the mean of its tokens, its head random at first',
  async (family) => {
    const history = await learnByHeart(family, 'mean');
    expect(history[0]!.loss).toBeGreaterThan(0.4);
    // features of length 1 limit the logits
    expect(history.at(-1)!.loss).toBeLessThan(0.05);
  },
);
