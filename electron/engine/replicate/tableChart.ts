import type { ChartLine, TableChart } from '../../contract/tableChart.ts';
import type { MadeCell } from './makeCell.ts';
import type { PaperRow, PaperTable } from './paperTable.ts';
import type { MadeTable } from './readMadeTable.ts';

/** The chart of a table that the paper draws; null for any other. */
export function tableChart(table: PaperTable, made?: MadeTable): TableChart | null {
  const { chart, columns } = table;
  if (!chart) return null;
  const cells = made?.cells ?? [];
  if (chart.kind === 'maps')
    return { kind: 'maps', says: OWN_PICTURES, pictures: picturesOf(table, cells) };
  const points = table.rows.filter(({ line }) => line !== undefined);
  const places = [...new Set(points.map(({ at }) => at!))];
  const panels = Object.keys(columns).map((column, index) => ({
    column,
    lines: [...Map.groupBy(points, ({ line }) => line!)].flatMap(([line, rows]) => {
      const rowAt = (place: string) => rows.find(({ at }) => at === place);
      const printed = linesOf(
        rows.flatMap((row) => Object.keys(row.printed)),
        (teacher) => ({
          line,
          teacher,
          isPrinted: true,
          values: places.map((place) => printedAt(rowAt(place), teacher, index)),
        }),
      );
      const own = cells.filter(
        (cell) => cell.column === column && rows.some(({ name }) => name === cell.row),
      );
      const ours = linesOf(
        own.map(({ teacher }) => teacher),
        (teacher) => ({
          line,
          teacher,
          isPrinted: false,
          values: places.map((place) =>
            valueIn(
              own.find((cell) => cell.row === rowAt(place)?.name && cell.teacher === teacher),
            ),
          ),
        }),
      );
      return [...printed, ...ours];
    }),
  }));
  const isPrinted = points.some(({ printed }) => Object.keys(printed).length > 0);
  return {
    ...chart,
    says: isPrinted ? PRINTED_TOO : ONLY_OURS,
    places,
    panels: panels.filter(({ lines }) => lines.length > 0),
  };
}

const ONLY_OURS =
  'The paper prints no numbers of this figure, so the chart has only what is made here.';
const OWN_PICTURES =
  'The pictures are of texts that were written here; those of the paper are not repeated.';
const PRINTED_TOO = 'Dashed: numbers that the paper prints. Others are made here.';

/** A line of each teacher, unless it is empty. */
function linesOf(teachers: readonly string[], lineOf: (teacher: string) => ChartLine): ChartLine[] {
  return [...new Set(teachers)]
    .map(lineOf)
    .filter(({ values }) => values.some((value) => value !== null));
}

/** For questions, the exact match. */
function printedAt(row: PaperRow | undefined, teacher: string, column: number): number | null {
  const number = row?.printed[teacher]?.[column] ?? null;
  return Array.isArray(number) ? number[0] : number;
}

function valueIn(cell: MadeCell | undefined): number | null {
  if (cell?.measured) return cell.measured.value;
  return cell?.test ? 100 * cell.test.accuracy : null;
}

function picturesOf({ rows }: PaperTable, cells: readonly MadeCell[]) {
  return cells.flatMap(({ row, column, teacher, measured }) => {
    const line = rows.find(({ name }) => name === row)?.line;
    return measured?.picture && line ? [{ line, column, teacher, picture: measured.picture }] : [];
  });
}
