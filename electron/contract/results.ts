import type { Report } from './report.ts';

export interface ResultsPage {
  /** The newest finished run's report comes first. */
  readonly runs: readonly { readonly id: number; readonly report: Report }[];
  /**
   * The confusion matrix of the newest run's best recipe on test texts: rows are true labels,
   * columns predicted ones.
   */
  readonly confusion: {
    readonly title: string;
    readonly labels: readonly string[];
    readonly counts: readonly (readonly number[])[];
  } | null;
  /** Validation texts that the same student gets wrong; test texts are never shown. */
  readonly errors: readonly {
    /** The first text of a pair. */
    readonly context?: string;
    readonly text: string;
    readonly label: string;
    readonly predicted: string;
    /** The name by which rows refer to it: 'validation:dev.csv:17'. */
    readonly gold: string;
    /** Rows to review that were generated from it. */
    readonly rows: number;
  }[];
  readonly reviewed: { readonly accepted: number; readonly notRejected: number };
}

export interface StudentSummary {
  /** Its folder in the project. */
  readonly id: string;
  readonly title: string;
  readonly run: number;
  readonly testAccuracy: number | null;
  /** Whether the verdict of its run keeps it. */
  readonly isKept: boolean;
}

export interface ExportedFile {
  readonly name: string;
  readonly path: string;
  readonly rows: number | null;
}
