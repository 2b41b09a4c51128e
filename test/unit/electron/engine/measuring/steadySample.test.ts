import { expect, it } from 'vitest';
import { steadySample } from '../../../../../electron/engine/measuring/steadySample.ts';

const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
const sampleOf = (items: readonly string[], most: number) =>
  steadySample(items, most, (item) => item);

it('has all of a short list, and as many of a long one, in their order', () => {
  expect(sampleOf(texts.slice(0, 3), 3)).toEqual(texts.slice(0, 3));
  const sample = sampleOf(texts, 20);
  expect(sample).toHaveLength(20);
  expect(sample).toEqual(texts.filter((text) => sample.includes(text)));
});

it('is the same for the same texts in another order', () => {
  expect(new Set(sampleOf(texts.toReversed(), 20))).toEqual(new Set(sampleOf(texts, 20)));
});

it('changes by one text at most where one is added or taken away', () => {
  const before = new Set(sampleOf(texts, 20));
  const lost = (after: readonly string[]) =>
    [...before].filter((text) => !after.includes(text)).length;
  expect(lost(sampleOf([...texts, 'a new text'], 20))).toBeLessThanOrEqual(1);
  expect(lost(sampleOf(texts.slice(1), 20))).toBeLessThanOrEqual(1);
  const [first] = before;
  expect(
    lost(
      sampleOf(
        texts.filter((text) => text !== first),
        20,
      ),
    ),
  ).toBe(1);
});

it('takes copies of a text too, if there are not enough others', () => {
  expect(sampleOf(['a', 'a', 'a', 'b'], 3)).toHaveLength(3);
});
