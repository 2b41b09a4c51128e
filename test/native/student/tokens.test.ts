import { afterAll, describe, expect, it } from 'vitest';
import { lengthSortedBatches, tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';
import { bertFolder } from './bertFolder.ts';

const [PAD, CLS, SEP] = [0, 2, 3];
const base = bertFolder();
afterAll(() => base.remove());
const tokenizer = await loadTokenizer(base.files['tokenizer.json']);

describe('a text', () => {
  it('begins with [CLS] and ends with [SEP]', () => {
    const { ids, cut } = tokenizer.encode('good film', 12);
    expect([ids[0], ids.at(-1), ids.length, cut]).toEqual([CLS, SEP, 4, false]);
  });

  it('keeps a [SEP] that the user typed as text', () => {
    const { ids } = tokenizer.encode('good [SEP] [CLS] [PAD] film', 64);
    expect(ids.slice(1, -1)).not.toContain(SEP);
    expect(ids.slice(1, -1)).not.toContain(CLS);
    expect(ids.slice(1, -1)).not.toContain(PAD);
    expect(ids.length).toBeGreaterThan(10);
  });

  it('loses its end, not its [SEP], at the maximum', () => {
    const { ids, cut } = tokenizer.encode('the film the film the film the film', 6);
    const whole = tokenizer.encode('the film the film the film the film', 10);
    expect([ids.length, ids.at(-1), cut]).toEqual([6, SEP, true]);
    expect(ids.slice(0, 5)).toEqual(whole.ids.slice(0, 5));
    expect([whole.ids.length, whole.cut]).toEqual([10, false]);
  });
});

describe('a batch', () => {
  const limits = { padId: 0, vocabulary: 50, positions: 12 };
  const text = (...ids: number[]) => ({ ids, cut: false });

  it('is padded to its longest text and says so in the mask', () => {
    const { B, S, ids, feeds } = tokenBatch([text(2, 9, 3), text(2, 3)], limits);
    expect([B, S]).toEqual([2, 3]);
    expect([...ids]).toEqual([2, 9, 3, 2, 3, 0]);
    expect([...feeds.attention_mask.data]).toEqual([1n, 1n, 1n, 1n, 1n, 0n]);
  });

  it.each([-1, 50, 30000])('refuses the id %i, which ONNX Runtime would clamp', (id) => {
    expect(() => tokenBatch([text(2, id, 3)], limits)).toThrow(RangeError);
  });

  it('says which segment each token is of', () => {
    const pair = { ids: [2, 9, 3, 8, 3], types: [0, 0, 0, 1, 1], cut: false };
    const { feeds } = tokenBatch([pair, text(2, 3)], limits);
    expect([...feeds.token_type_ids.data]).toEqual([0n, 0n, 0n, 1n, 1n, 0n, 0n, 0n, 0n, 0n]);
  });

  it('refuses a text that is nothing but padding', () => {
    expect(() => tokenBatch([text(2, 3), text()], limits)).toThrow(
      'text 1 of a batch is nothing but padding',
    );
  });

  it('refuses more tokens than the model has positions', () => {
    expect(() => tokenBatch([text(...Array(13).fill(5))], limits)).toThrow(
      /13 tokens.*12 positions/,
    );
  });

  it('of sorted lengths has each text once', () => {
    const texts = [5, 2, 9, 2, 7].map((length) => text(...Array(length).fill(5)));
    expect(lengthSortedBatches(texts, 2)).toEqual([[1, 3], [0, 4], [2]]);
  });
});
