import { expect, it } from 'vitest';
import { addGradients } from '../../../../models/student/addGradients.ts';
import { clipGradients } from '../../../../models/student/clipGradients.ts';
import { sumWordRows } from '../../../../models/student/sumWordRows.ts';

const step = (dense: number[], wordRows: number[], ids: number[]) => ({
  dense: new Map([['dense', Float32Array.from(dense)]]),
  wordRows: Float32Array.from(wordRows),
  ids: Int32Array.from(ids),
});

it('adds the gradients of batches up, a word of both to one row', () => {
  const sum = addGradients([step([1, 2], [1, 1, 5, 5], [3, 0]), step([10, 20], [2, 2], [3])]);
  expect([...sum.dense.get('dense')!]).toEqual([11, 22]);
  expect(sumWordRows(sum.wordRows, sum.ids, 2)).toEqual(
    new Map([
      [3, Float32Array.of(3, 3)],
      [0, Float32Array.of(5, 5)],
    ]),
  );
});

it('clips by the norm of everything together, a word of two places as its sum', () => {
  // dense 3, the word's rows 1 + 3 = 4: a norm of 5
  const gradients = step([3], [1, 3], [7, 7]);
  expect(clipGradients(gradients, 6)).toBe(5);
  expect([...gradients.dense.get('dense')!]).toEqual([3]);
  expect(clipGradients(gradients, 1)).toBe(5);
  // torch.nn.utils.clip_grad_norm_: max_norm / (norm + 1e-6)
  expect(gradients.dense.get('dense')![0]).toBeCloseTo(3 / 5.000001, 6);
  expect([...gradients.wordRows].map((value) => value.toFixed(5))).toEqual(['0.20000', '0.60000']);
});
