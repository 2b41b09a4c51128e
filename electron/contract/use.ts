import { z } from 'zod';

/** The texts that a student is to label. */
export const useSourceSchema = z.discriminatedUnion('kind', [
  /** One on each line. */
  z.strictObject({ kind: z.literal('pasted'), text: z.string().min(1).max(50_000_000) }),
  /** A file that was handed over; of a table, the column of the text. */
  z.strictObject({ kind: z.literal('file'), file: z.string().min(1), column: z.string() }),
  z.strictObject({ kind: z.literal('corpus') }),
]);
export type UseSource = z.output<typeof useSourceSchema>;

export const useOrders = ['given', 'leastCertain'] as const;

/** The student's probability of its label below which a text is left open, from 0 to 1. */
export const thresholdSchema = z.number().min(0).max(1);

/** What a student made of the texts that it was last given. */
export interface UseSummary {
  readonly student: string;
  /** 'reviews.csv', 'pasted text', 'your documents' */
  readonly source: string;
  readonly total: number;
  /** Labelled so far; fewer than all while it works, or where it was cancelled. */
  readonly done: number;
  /** How many of these have a confidence below the threshold. */
  readonly open: number;
  /** The others, counted by label. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface UseRow {
  /** 'reviews.csv:12' */
  readonly source: string;
  readonly text: string;
  /** The likeliest, also where the text is left open. */
  readonly label: string;
  /** The student's probability of the label, from 0 to 1. */
  readonly confidence: number;
}

/** What a threshold would do to the validation texts. */
export interface CoveragePoint {
  /** The lowest confidence that is still labelled. */
  readonly threshold: number;
  readonly covered: number;
  readonly right: number;
  /** covered / n */
  readonly coverage: number;
  /** right / covered */
  readonly accuracy: number;
  /** Wilson's 95% interval of the accuracy. */
  readonly ci95: readonly [number, number];
}

export interface ValidationCoverage {
  readonly n: number;
  /** From the highest threshold to the lowest. */
  readonly points: readonly CoveragePoint[];
  /** Whether these texts chose the student's epoch, and so flatter it. */
  readonly hasChosen: boolean;
}
