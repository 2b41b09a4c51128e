import { expect, it } from 'vitest';
import type { Experiment } from '../../../../../electron/contract/experiment.ts';
import { recipes as known } from '../../../../../electron/contract/recipes/recipes.ts';
import { paperTable } from '../../../../../electron/engine/replicate/paperTable.ts';
import { tableCells } from '../../../../../electron/engine/replicate/tableCells.ts';
import { dataSetOf } from './dataSetOf.ts';

const texts = dataSetOf('text-classification');
const pairs = dataSetOf('text-pair-classification');
const request = { scale: 'tiny', folder: '/tables' } as const;

it('asks for as many rows as the paper, or as the scale allows', () => {
  const rowsAt = (scale: 'tiny' | 'small' | 'paper') =>
    tableCells(paperTable('synthesizrr-6'), new Map([['HYP', texts]]), { ...request, scale }).map(
      ({ experiment: { recipes } }) => recipes.map((recipe) => (recipe as { rows: number }).rows),
    );
  // after Gold: 3,000 of each label, of which 2,000 are drawn
  expect(rowsAt('tiny')).toEqual([[], [60], [60], [60], [60], [60]]);
  expect(rowsAt('small')).toEqual([[], [600], [600], [600], [600], [600]]);
  expect(rowsAt('paper')).toEqual([[], [6000], [6000], [6000], [6000], [6000]]);
});

it('draws the paper’s rows of those written, as the human labels are distributed', () => {
  const drawnAt = (scale: 'tiny' | 'paper') =>
    tableCells(paperTable('synthesizrr-6'), new Map([['HYP', texts]]), { ...request, scale })[2]!
      .experiment.recipes[0];
  expect(drawnAt('tiny')).toMatchObject({ rows: 60, subsample: 20, labelDistribution: 'gold' });
  expect(drawnAt('paper')).toMatchObject({ rows: 6000, subsample: 2000 });
});

it('measures no more human texts than rows that are kept, where their number matters', () => {
  const textsAt = (name: string, scale: 'tiny' | 'paper') =>
    tableCells(paperTable(name), new Map([['HYP', texts]]), { ...request, scale })[0]!.humanTexts;
  expect([textsAt('synthesizrr-fig-3', 'tiny'), textsAt('synthesizrr-fig-3', 'paper')]).toEqual([
    20, 2000,
  ]);
});

it('keeps the pictures of a figure of pictures only', () => {
  const picturesOf = (name: string) =>
    tableCells(paperTable(name), new Map([['CAT', texts]]), request).map(
      ({ hasPicture }) => hasPicture,
    );
  expect(picturesOf('synthesizrr-fig-5')).toEqual([true, false, true, false, true, false]);
  expect(picturesOf('synthesizrr-fig-4')).toEqual(Array(16).fill(false));
});

it('draws rows of FewGen without shots evenly, for it knows no human label', () => {
  const drawn = tableCells(paperTable('synthesizrr-6'), new Map([['HYP', texts]]), request)
    .slice(1)
    .map(({ row, experiment: { recipes } }) => [
      row.name,
      (recipes[0] as { labelDistribution: string }).labelDistribution,
    ]);
  expect(drawn.slice(0, 3)).toEqual([
    ['FewGen, zero-shot', 'uniform'],
    ['SynthesizRR, zero-shot', 'gold'],
    ['FewGen, 32 shots', 'gold'],
  ]);
});

it('has a seed set of 50 or 100 texts of each label, and a Gold of all labels', () => {
  const seedsOf = (column: string, data = texts) =>
    tableCells(paperTable('synthesizrr-13'), new Map([[column, data]]), request).map(
      ({ experiment: { gold } }) => gold.seed.sample,
    );
  expect(seedsOf('HYP')).toEqual([undefined, 200, 200, 200, 200]);
  expect(seedsOf('AG')).toEqual([undefined, 100, 100, 100, 100]);
  const few = { ...texts, gold: { ...texts.gold, seed: { ...texts.gold.seed, sample: 40 } } };
  expect(seedsOf('AG', few)).toEqual([40, 40, 40, 40, 40]);
});

it('mines S3’s errors from the last epoch on IMDb alone, as its repository does', () => {
  const epochOn = (column: string, data: Experiment) =>
    tableCells(paperTable('s3-3'), new Map([[column, data]]), request)[0]!.experiment.recipes[0];
  expect(epochOn('IMDb', texts)).toMatchObject({ errorsEpoch: 'last' });
  expect(epochOn('QNLI', pairs)).toMatchObject({ errorsEpoch: 'best' });
});

it('takes the added rows of an S3 of the column’s seed rows', () => {
  const recipesAt = (scale: 'small' | 'paper') =>
    tableCells(paperTable('s3-5'), new Map([['IMDb', texts]]), { ...request, scale }).map(
      ({ experiment: { recipes } }) => recipes[0],
    );
  expect(recipesAt('paper')).toMatchObject([
    { kind: 'zerogen', rows: 200000 },
    { kind: 'transfer', add: 'ourAdd', rows: 200000, s3Rows: 15000 },
    { kind: 'transfer', add: 'synAdd', rows: 200000, s3Rows: 0 },
  ]);
  expect(recipesAt('small')[1]).toMatchObject({ rows: 600, s3Rows: 600 });
});

it('has a seed set written where the row says from how many human examples', () => {
  const recipesAt = (column: string, scale: 'tiny' | 'paper') =>
    tableCells(paperTable('synthesizrr-11'), new Map([[column, texts]]), { ...request, scale })
      .flatMap(({ experiment: { recipes } }) => recipes)
      .map((recipe) => {
        const { bootstrap, bootstrapExamples } = known.synthesizrr.schema.parse(recipe);
        return [bootstrap, bootstrapExamples];
      });
  const written = (n: number) => [0, 0, 5, 5, 15, 15].map((examples) => [n, examples]);
  const given = Array(2).fill([0, 0]);
  expect(recipesAt('HYP', 'paper')).toEqual([...written(100), ...given]);
  expect(recipesAt('AG', 'paper')).toEqual([...written(50), ...given]);
  // at most 60 texts, here of two labels
  expect(recipesAt('HYP', 'tiny')).toEqual([...written(30), ...given]);
});
