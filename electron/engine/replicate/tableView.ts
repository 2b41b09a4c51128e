import type { PaperTableView, TableLine } from '../../contract/paperTableView.ts';
import type { PaperTable } from './paperTable.ts';
import type { MadeCell, MadeTable } from './replicateTable.ts';
import { scales } from './tableCells.ts';

/** A table of a paper with its printed numbers, and with those that were made here. */
export function tableView(table: PaperTable, made?: MadeTable): PaperTableView {
  const columns = Object.keys(table.columns);
  // as the paper prints them: 89.00 beside 79.92
  const decimals = Math.max(
    ...table.rows.flatMap(({ printed }) => Object.values(printed).flat().map(decimalsOf)),
  );
  const lines = table.rows.flatMap(({ name, printed }) => [
    ...Object.entries(printed).map(
      ([teacher, numbers]): TableLine => ({
        ...{ row: name, teacher, isPrinted: true },
        cells: numbers.map((number) => number?.toFixed(decimals) ?? null),
      }),
    ),
    ...linesMade(
      name,
      columns,
      (made?.cells ?? []).filter(({ row }) => row === name),
    ),
  ]);
  return {
    ...{ name: table.name, title: table.title, columns, lines },
    scale: made?.scale ?? null,
    caption: made ? captionOf(table, made) : [],
  };
}

const decimalsOf = (number: number | null) => String(number ?? '').split('.')[1]?.length ?? 0;

/** A line for each teacher that wrote cells of a row. */
function linesMade(
  row: string,
  columns: readonly string[],
  cells: readonly MadeCell[],
): TableLine[] {
  return [...new Set(cells.map(({ teacher }) => teacher))].map((teacher) => ({
    ...{ row, teacher, isPrinted: false },
    cells: columns.map((column) =>
      cellText(cells.find((cell) => cell.teacher === teacher && cell.column === column)),
    ),
  }));
}

/** Mean over the students, their deviation, and Wilson's interval of the mean. */
function cellText(cell: MadeCell | undefined): string | null {
  if (!cell?.test) return null;
  const percent = (share: number) => (100 * share).toFixed(1);
  const { accuracy, deviation = 0, ci95 } = cell.test;
  return `${percent(accuracy)} ± ${percent(deviation)} [${percent(ci95[0])}, ${percent(ci95[1])}]`;
}

/** What is not as in the paper. */
function captionOf({ student }: PaperTable, { scale, cells }: MadeTable): string[] {
  const scored = cells.filter(({ test }) => test !== null);
  const list = (values: readonly (string | number)[]) => [...new Set(values)].join(', ') || 'none';
  const most =
    scales[scale] === Number.POSITIVE_INFINITY ? 'as the paper' : `at most ${scales[scale]}`;
  return [
    `Made here: percent right on ${list(scored.map(({ test }) => test!.n))} test texts; mean and ` +
      `standard deviation of ${list(scored.map(({ seeds }) => seeds))} students, and Wilson's 95% interval of the mean.`,
    `Students here: ${list(cells.map((cell) => cell.student))}, trained with the paper's settings; the paper's: ${student.model}.`,
    `Rows a cell: ${most}; kept here: ${list(scored.map(({ kept }) => kept))}. Human labels used: ${list(scored.map(({ humanLabels }) => humanLabels))}.`,
    'Cleaning is off, as in the papers: only rows without a text are left out.',
    ...cells
      .filter(({ reason }) => reason !== undefined)
      .map(({ row, column, reason }) => `${row} on ${column} stays empty: ${reason}`),
    'Data, corpora and retriever are those of the experiments that were named, not the paper’s.',
  ];
}
