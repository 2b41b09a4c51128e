import { expect, it } from 'vitest';
import { classTargets } from '../../../../models/student/classTargets.ts';
import { dataMap } from '../../../../models/student/dataMap.ts';

it('places an example by the mean, the spread and the rightness over epochs', () => {
  const epochs = [
    { probabilities: Float32Array.of(0.5, 1), right: Float32Array.of(0, 1) },
    { probabilities: Float32Array.of(0.75, 1), right: Float32Array.of(1, 1) },
    { probabilities: Float32Array.of(1, 1), right: Float32Array.of(1, 1) },
  ];
  const [hard, easy] = dataMap(epochs);
  // numpy: mean, std with ddof 0
  expect(hard!.confidence).toBeCloseTo(0.75, 12);
  expect(hard!.variability).toBeCloseTo(0.20412414523193154, 12);
  expect(hard!.correctness).toBeCloseTo(2 / 3, 12);
  expect(easy).toEqual({ confidence: 1, variability: 0, correctness: 1 });
});

it('smooths labels as PyTorch’s cross_entropy does, and refuses one outside the head', () => {
  expect([...classTargets([1, 0], 2)]).toEqual([0, 1, 1, 0]);
  const smooth = classTargets([2], 4, 0.1);
  expect([...smooth].map((value) => value.toFixed(6))).toEqual([
    '0.025000',
    '0.025000',
    '0.925000',
    '0.025000',
  ]);
  // a distribution in the place of a label, beside one
  expect([...classTargets([[0.25, 0.75], 1], 2)]).toEqual([0.25, 0.75, 0, 1]);
  expect([...classTargets([[0.25, 0.75]], 2, 0.5)]).toEqual([0.375, 0.625]);
  expect([...classTargets([[0, 0, 1]], 3, 0.1)]).toEqual([...classTargets([2], 3, 0.1)]);
  for (const shares of [
    [0.5, 0.5],
    [0.5, 0.5, 0.5],
    [1.5, -0.5, 0],
    [Number.NaN, 0.5, 0.5],
  ]) {
    expect(() => classTargets([shares], 3), String(shares)).toThrow('are no target of 3 labels');
  }
  expect(() => classTargets([0, 4], 4)).toThrow('label 4 is outside the 4 of the head');
  expect(() => classTargets([-1], 4)).toThrow(RangeError);
});
