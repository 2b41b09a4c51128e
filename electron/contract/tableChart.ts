import type { MapPicture } from './measures.ts';

/** The numbers of one system on one data set, one for each place across; null where there is none. */
export interface ChartLine {
  readonly line: string;
  readonly teacher: string;
  /** Whether the paper reports the numbers; otherwise they were produced here. */
  readonly isPrinted: boolean;
  readonly values: readonly (number | null)[];
}

/** A figure of a paper, drawn with its own numbers and those produced here. */
export type TableChart = {
  /** What is drawn: the paper's numbers too, or only those produced here. */
  readonly says: string;
} & (
  | {
      /** Places in an order are joined by lines, others are not. */
      readonly kind: 'lines' | 'dots';
      /** The meaning of both axes. */
      readonly across: string;
      readonly up: string;
      readonly places: readonly string[];
      /** For each column that has a number. */
      readonly panels: readonly { readonly column: string; readonly lines: readonly ChartLine[] }[];
    }
  | {
      readonly kind: 'maps';
      readonly pictures: readonly {
        readonly line: string;
        readonly column: string;
        readonly teacher: string;
        readonly picture: MapPicture;
      }[];
    }
);
