import type { StepGradients } from './adamW.ts';

/** Sums the gradients of several batches, in order, into the first one's arrays. */
export function addGradients(batches: readonly StepGradients[]): StepGradients {
  const [first, ...rest] = batches;
  if (!first) throw new RangeError('there are no gradients to add');
  if (rest.length === 0) return first;
  for (const { dense } of rest) {
    for (const [name, sum] of first.dense) {
      const more = dense.get(name)!;
      for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + more[i]!;
    }
  }
  return {
    dense: first.dense,
    wordRows: joined(
      batches.map(({ wordRows }) => wordRows),
      Float32Array,
    ),
    ids: joined(
      batches.map(({ ids }) => ids),
      Int32Array,
    ),
  };
}

function joined<Numbers extends Float32Array | Int32Array>(
  arrays: readonly Numbers[],
  type: new (length: number) => Numbers,
): Numbers {
  const result = new type(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    result.set(array, at);
    at += array.length;
  }
  return result;
}
