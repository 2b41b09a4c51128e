import type { TableChart } from './tableChart.ts';

/** One system of a paper's table, with the numbers for one teacher. */
export interface TableLine {
  readonly row: string;
  readonly teacher: string;
  /** Whether the paper reports the numbers; otherwise they were produced here. */
  readonly isPrinted: boolean;
  /** A text for each column; null if there is no number. */
  readonly cells: readonly (string | null)[];
}

/** A table of a paper as it is shown: its own numbers, followed by those produced here. */
export interface PaperTableView {
  /** Its name on the command line: `s3-3`. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly lines: readonly TableLine[];
  /** Null if the paper has the numbers as a table. */
  readonly chart: TableChart | null;
  /** The scale of the run, as for `--scale`; null if nothing was produced. */
  readonly scale: string | null;
  /** Differences from the paper; empty if nothing was produced. */
  readonly caption: readonly string[];
}

export interface TablesPage {
  /** The folder that is searched for finished tables. */
  readonly folder: string;
  readonly tables: readonly PaperTableView[];
}
