/** One system of a paper's table, with the numbers of one teacher. */
export interface TableLine {
  readonly row: string;
  readonly teacher: string;
  /** By the paper; else made here. */
  readonly isPrinted: boolean;
  /** A text for each column; null where there is no number. */
  readonly cells: readonly (string | null)[];
}

/** A table of a paper as it is shown: its own numbers, and beneath them those made here. */
export interface PaperTableView {
  /** Its name on the command line: `s3-3`. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly lines: readonly TableLine[];
  /** How much was made here, as `--scale` says; null where nothing was. */
  readonly scale: string | null;
  /** What differs from the paper; none where nothing was made. */
  readonly caption: readonly string[];
}

export interface TablesPage {
  /** The folder in which made tables are looked for. */
  readonly folder: string;
  readonly tables: readonly PaperTableView[];
}
