import { expect, it } from 'vitest';
import { printTable } from '../../../../../electron/cli/printTable.ts';
import { panels } from '../../../../../electron/engine/measuring/panels.ts';
import {
  type IntrinsicMeasure,
  intrinsicMeasures,
} from '../../../../../electron/engine/replicate/intrinsicMeasures.ts';
import type { MeasuredFigure } from '../../../../../electron/engine/replicate/makeCell.ts';
import { makeMeasuredCell } from '../../../../../electron/engine/replicate/makeMeasuredCell.ts';
import { paperTable } from '../../../../../electron/engine/replicate/paperTable.ts';
import { tableCells } from '../../../../../electron/engine/replicate/tableCells.ts';
import { tableView } from '../../../../../electron/engine/replicate/tableView.ts';
import type { RunOutcome } from '../../../../../electron/engine/run/runInProject.ts';
import { NoYield } from '../../../../../electron/engine/steps/noYield.ts';
import { dataSetOf } from './dataSetOf.ts';

const table = paperTable('synthesizrr-9');
const dataSets = new Map([['AG', dataSetOf('text-classification')]]);
const cells = tableCells(table, dataSets, { scale: 'tiny', folder: '/tables' });
const [gold, fewgen] = cells as [(typeof cells)[number], (typeof cells)[number]];
const entry = { yardstick: null, humanLabels: 100, rows: { asked: 60, kept: 52 } };
const done = { state: 'done', report: { entries: [entry] }, timing: null } as unknown as RunOutcome;
const FOUND: MeasuredFigure = { value: 74.26, ci95: [70, 78], n: 52, madeWith: 'How it was made.' };

async function make(
  cell = fewgen,
  found: MeasuredFigure | { readonly undefinedBecause: string } = FOUND,
  run = async () => done,
) {
  const notes: string[] = [];
  const made = await makeMeasuredCell(cell, run, async () => found, table, {
    onNote: (note) => notes.push(note),
  });
  return { made, notes };
}

it('finds the column of each measure', () => {
  const titles = Object.entries<IntrinsicMeasure>(intrinsicMeasures).flatMap(([name, one]) =>
    'measure' in one ? [[name, panels[one.measure].columns[one.column]!.title]] : [],
  );
  expect(Object.fromEntries(titles)).toEqual({
    labelPreservation: 'as the oracle says',
    selfBleu1: 'Self-BLEU-1',
    selfBleu2: 'Self-BLEU-2',
    selfBleu3: 'Self-BLEU-3',
    selfBleu4: 'Self-BLEU-4',
    selfBleu5: 'Self-BLEU-5',
    entityEntropy: 'entropy, mean of types',
    entityRecall: 'recall of different names',
    entityRecallWeighted: 'recall, weighted',
    entityDivergence: 'KL from your texts, mean of types',
    personEntropy: 'entropy, person',
    placeEntropy: 'entropy, place',
    organizationEntropy: 'entropy, organization',
    confidence: 'confidence',
    variability: 'variability',
    mauve: 'c = 1, k = 30, as SynthesizRR',
    coverage: 'coverage in the picture',
    extrapolations: 'rows written from an error',
    errorCosine: 'cosine to it',
    errorEditDistance: 'edit distance, tokens',
    errorLength: 'tokens of the error',
    extrapolationLength: 'tokens of the row',
  });
});

it('trains one student in a run whose rows are measured', () => {
  for (const { experiment } of cells) expect(experiment.student.seeds).toBe(1);
});

it('has the figure of the rows, and prints it beside the paper’s', async () => {
  const { made } = await make();
  expect(made).toMatchObject([{ asked: 60, kept: 52, humanLabels: 100, measured: FOUND }]);
  const ofGold = await make(gold);
  expect(ofGold.made).toMatchObject([{ row: 'Gold', teacher: 'human', humanLabels: 52 }]);
  const all = [made, ofGold.made].flatMap((one) => ('state' in one ? [] : one));
  const text = printTable(tableView(table, { table: table.name, scale: 'tiny', cells: all }));
  expect(text).toContain('| FewGen, 32 shots | Llama-2-13B, printed | 92.4 | 71.3 |');
  expect(text).toContain('| FewGen, 32 shots | **some-teacher** | **74.3 [70.0, 78.0]** | – |');
  expect(text).toContain('- How it was made.');
  expect(text).not.toContain('percent right');
});

it('a figure that is not defined, and rows that are unusable, are reasons of an empty cell', async () => {
  const undefinedCell = await make(fewgen, { undefinedBecause: 'there are fewer than 20 labels' });
  expect(undefinedCell.made).toMatchObject([
    { test: null, reason: 'there are fewer than 20 labels.' },
  ]);
  expect(undefinedCell.notes).toEqual([
    'FewGen, 32 shots on AG stays empty: there are fewer than 20 labels.',
  ]);
  const unusable = await make(fewgen, FOUND, async () => {
    throw new NoYield('The teacher refuses.');
  });
  expect(unusable.made).toMatchObject([{ reason: 'The teacher refuses.' }]);
  expect(unusable.made).not.toMatchObject([{ measured: FOUND }]);
});

it('passes on a pause, and every other error', async () => {
  const paused = await make(fewgen, FOUND, async () => ({ state: 'paused' }));
  expect(paused.made).toEqual({ state: 'paused' });
  await expect(
    make(fewgen, FOUND, async () => {
      throw new Error('a full disk');
    }),
  ).rejects.toThrow('a full disk');
});
