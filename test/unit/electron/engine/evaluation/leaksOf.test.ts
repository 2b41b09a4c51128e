import { expect, it } from 'vitest';
import { leaksOf } from '../../../../../electron/engine/evaluation/leaksOf.ts';
import type { RecipeResult } from '../../../../../electron/engine/recipes/recipeResult.ts';

const TEST_TEXT =
  'the parcel came two weeks late and the box was torn at three of its four corners';

function recipe(texts: readonly { text: string; context?: string; droppedBy?: string }[]) {
  const examples = texts.map((row) => ({ label: 'bad', droppedBy: null, lineage: {}, ...row }));
  return { settings: { kind: 's3' }, examples } as unknown as RecipeResult;
}

it('counts rows that are test texts, or nearly so, and leaves out what cleaning dropped', async () => {
  const near = `${TEST_TEXT} indeed`;
  const rows = recipe([
    { text: TEST_TEXT.toUpperCase() },
    { text: near },
    { text: TEST_TEXT, droppedBy: 'exactDuplicate' },
    { text: 'the parcel came on time' },
  ]);
  expect(await leaksOf([rows], [{ text: TEST_TEXT, label: 'bad' }])).toEqual([
    { rowsOf: 'S3', rows: 2 },
  ]);
  expect(await leaksOf([recipe([{ text: 'something else' }])], [])).toEqual([]);
});

it('a pair is a copy only if both of its texts are', async () => {
  const test = [{ context: 'A cat sleeps.', text: 'An animal rests.', label: 'bad' }];
  const other = recipe([{ context: 'A dog sleeps on a red mat.', text: 'An animal rests.' }]);
  expect(await leaksOf([other], test)).toEqual([]);
  expect(await leaksOf([recipe([test[0]!])], test)).toHaveLength(1);
});
