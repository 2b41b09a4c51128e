import { expect, it } from 'vitest';
import { printTable } from '../../../../../electron/cli/printTable.ts';
import type { MadeCell } from '../../../../../electron/engine/replicate/makeCell.ts';
import { paperTable, paperTables } from '../../../../../electron/engine/replicate/paperTable.ts';
import { tableChart } from '../../../../../electron/engine/replicate/tableChart.ts';
import { tableView } from '../../../../../electron/engine/replicate/tableView.ts';

const madeOf = (table: string, cells: readonly MadeCell[]) =>
  ({ table, scale: 'tiny', cells }) as const;

/** A cell of one column as the given teacher's rows were measured. */
function measured(row: string, column: string, value: number, teacher = 'a-teacher'): MadeCell {
  const facts = { row, column, teacher, student: 'a-student', asked: 60, kept: 52, humanLabels: 9 };
  const figure = { value, n: 52, madeWith: 'How it was made.' };
  return { ...facts, test: null, seeds: 1, measured: figure };
}

it('every figure is drawn, and no table that the paper prints', () => {
  const drawn = paperTables().filter((name) => paperTable(name).chart);
  expect(drawn).toEqual(paperTables().filter((name) => name.includes('-fig-')));
});

it('each line of a figure has a row of the table in each of its places', () => {
  for (const name of paperTables()) {
    const table = paperTable(name);
    if (!table.chart || table.chart.kind === 'maps') continue;
    const points = table.rows.map(({ line, at }) => `${line} at ${at}`);
    const lines = new Set(table.rows.map(({ line }) => line));
    const places = new Set(table.rows.map(({ at }) => at));
    expect(new Set(points).size).toBe(lines.size * places.size);
    expect(points).toHaveLength(lines.size * places.size);
  }
});

it('draws a figure without printed numbers from what was made alone, and says so', () => {
  const table = paperTable('synthesizrr-fig-3');
  expect(tableChart(table)).toMatchObject({
    says: expect.stringContaining('prints no numbers'),
    panels: [],
  });
  const cells = [
    measured('Gold: n = 1', 'AG', 91.5, 'human'),
    measured('Gold: n = 5', 'AG', 12.34, 'human'),
  ];
  const made = madeOf(table.name, cells);
  expect(tableChart(table, made)).toMatchObject({
    places: ['n = 1', 'n = 2', 'n = 3', 'n = 4', 'n = 5'],
    panels: [
      {
        column: 'AG',
        lines: [
          {
            line: 'Gold',
            teacher: 'human',
            isPrinted: false,
            values: [91.5, null, null, null, 12.34],
          },
        ],
      },
    ],
  });
  expect(printTable(tableView(table, made))).toContain('| Gold: n = 5 | **human** | **12.3** |');
});

it('rounds what the paper prints no number of: percent to one decimal, others to two', () => {
  const textOf = (name: string, row: string, column: string) =>
    printTable(tableView(paperTable(name), madeOf(name, [measured(row, column, 1.2345)])));
  expect(textOf('synthesizrr-fig-6', 'another corpus: different', 'AG')).toContain('| **1.2** |');
  expect(textOf('synthesizrr-fig-5', 'Gold: variability', 'CAT')).toContain('| **1.23** |');
});

it('has the paper’s points beside those that were made, one line for each teacher', () => {
  const table = paperTable('synthesizrr-fig-7-mauve');
  const cells = [measured('1 shot', 'HYP', 55), measured('1 shot', 'HYP', 66, 'another')];
  const chart = tableChart(table, madeOf(table.name, cells));
  if (chart?.kind !== 'lines') throw new Error('a figure of lines');
  expect(chart.says).toMatch(/^Dashed/);
  expect(chart.panels.map(({ column }) => column)).toEqual(Object.keys(table.columns));
  const { lines } = chart.panels[1]!;
  expect(lines.map(({ teacher, values }) => [teacher, values])).toEqual([
    ['Llama-2-13B', [59.2, null, 72.8, null]],
    ['a-teacher', [null, 55, null, null]],
    ['another', [null, 66, null, null]],
  ]);
});

it('shows the pictures of the rows that have one', () => {
  const table = paperTable('s3-fig-3');
  const picture = { axes: null, groups: ['your texts', 'S3'], group: [0, 1], x: [0, 1], y: [2, 3] };
  const cell = measured('S3: coverage', 'RTE', 70);
  const drawn = { ...cell, measured: { ...cell.measured!, picture } };
  const made = madeOf(table.name, [drawn, measured('ZeroGen: coverage', 'RTE', 60)]);
  expect(tableChart(table, made)).toMatchObject({
    kind: 'maps',
    pictures: [{ line: 'S3', column: 'RTE', teacher: 'a-teacher', picture }],
  });
});
