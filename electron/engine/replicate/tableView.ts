import type { PaperTableView, TableLine } from '../../contract/paperTableView.ts';
import { percent } from '../measures/percent.ts';
import { type IntrinsicName, isInPercent } from './intrinsicMeasures.ts';
import type { MadeCell } from './makeCell.ts';
import type { PaperTable, PrintedNumber } from './paperTable.ts';
import type { MadeTable } from './readMadeTable.ts';
import { tableCaption } from './tableCaption.ts';
import { tableChart } from './tableChart.ts';

/** A table of a paper with its printed numbers and the computed ones. */
export function tableView(table: PaperTable, made?: MadeTable): PaperTableView {
  const columns = Object.keys(table.columns);
  const lines = table.rows.flatMap(({ name, measure, printed }) => [
    ...Object.entries(printed).map(
      ([teacher, numbers]): TableLine => ({
        row: name,
        teacher,
        isPrinted: true,
        cells: numbers.map((number) => printedText(number, decimalsIn(table, measure))),
      }),
    ),
    ...linesMade(
      name,
      columns,
      (made?.cells ?? []).filter(({ row }) => row === name),
      decimalsIn(table, measure),
    ),
  ]);
  return {
    name: table.name,
    title: table.title,
    columns,
    lines,
    chart: tableChart(table, made),
    scale: made?.scale ?? null,
    caption: made ? tableCaption(table, made) : [],
  };
}

/** The decimals of the paper, 89.00 next to 79.92: those of all rows that have the same measure. */
function decimalsIn({ rows }: PaperTable, measure: IntrinsicName | undefined): number {
  const numbers = rows
    .filter((row) => row.measure === measure)
    .flatMap(({ printed }) => Object.values(printed).flat(2));
  if (numbers.length > 0) return Math.max(...numbers.map(decimalsOf));
  return measure && isInPercent(measure) ? DECIMALS_OF_PERCENT : DECIMALS_OF_OTHERS;
}

/** If the paper draws a measure without a number, it has no decimals to follow. */
const DECIMALS_OF_PERCENT = 1;
const DECIMALS_OF_OTHERS = 2;

/** For questions, exact match and F1. */
function printedText(number: PrintedNumber | null, decimals: number): string | null {
  if (number === null) return null;
  return [number]
    .flat()
    .map((one) => one.toFixed(decimals))
    .join('/');
}

const decimalsOf = (number: number | null) => String(number ?? '').split('.')[1]?.length ?? 0;

/** A line for each teacher that has computed cells of a row. */
function linesMade(
  row: string,
  columns: readonly string[],
  cells: readonly MadeCell[],
  decimals: number,
): TableLine[] {
  return [...new Set(cells.map(({ teacher }) => teacher))].map((teacher) => ({
    row,
    teacher,
    isPrinted: false,
    cells: columns.map((column) =>
      cellText(
        cells.find((cell) => cell.teacher === teacher && cell.column === column),
        decimals,
      ),
    ),
  }));
}

/**
 * A figure of rows themselves with its interval; or the mean over the students, their standard deviation, and Wilson's interval of the mean; for
 * questions also F1.
 */
function cellText(cell: MadeCell | undefined, decimals: number): string | null {
  if (cell?.measured) {
    const { value, ci95 } = cell.measured;
    const written = (one: number) => one.toFixed(decimals);
    return ci95 ? `${written(value)} [${ci95.map(written).join(', ')}]` : written(value);
  }
  if (!cell?.test) return null;
  const { accuracy, deviation = 0, ci95, f1, f1Ci95 } = cell.test;
  const interval = (ends: readonly [number, number]) => `[${ends.map(percent).join(', ')}]`;
  const ofAnswers = f1Ci95 ? ` / ${percent(f1)} ${interval(f1Ci95)}` : '';
  return `${percent(accuracy)} ± ${percent(deviation)} ${interval(ci95)}${ofAnswers}`;
}
