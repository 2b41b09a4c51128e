import { expect, test } from 'vitest';
import { studentSchema } from '../../../../../electron/contract/experiment.ts';
import { gridPoints } from '../../../../../electron/engine/training/gridPoints.ts';

test('a grid is every combination of its lists, in the order of the schema', () => {
  const written = { epochs: [1, 2], learningRate: [5e-6, 5e-5] };
  const { grid } = studentSchema.parse({ model: 'tiny', grid: written });
  const points = gridPoints(grid!);
  expect(points).toEqual([
    { learningRate: 5e-6, epochs: 1 },
    { learningRate: 5e-6, epochs: 2 },
    { learningRate: 5e-5, epochs: 1 },
    { learningRate: 5e-5, epochs: 2 },
  ]);
  // the steps' keys are made of the names in their order
  expect(points.map((point) => Object.keys(point).join())).toEqual(
    Array(4).fill('learningRate,epochs'),
  );
});
