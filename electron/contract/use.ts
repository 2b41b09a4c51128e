import { z } from 'zod';
import { fileReading } from './fileReading.ts';

/** The texts that a student will label. */
export const useSourceSchema = z.discriminatedUnion('kind', [
  /** One text on each line. */
  z.strictObject({ kind: z.literal('pasted'), text: z.string().min(1).max(50_000_000) }),
  /** An uploaded file; for a table, also the column that holds the text. */
  z.strictObject({
    kind: z.literal('file'),
    file: z.string().min(1),
    column: z.string(),
    ...fileReading,
  }),
  z.strictObject({ kind: z.literal('corpus') }),
]);
export type UseSource = z.output<typeof useSourceSchema>;

export const useOrders = ['given', 'leastCertain'] as const;

/** A text is left open if the student's probability of its label, from 0 to 1, is below this. */
export const thresholdSchema = z.number().min(0).max(1);

/** The result of a student on the last texts that it was given. */
export interface UseSummary {
  readonly student: string;
  /** 'reviews.csv', 'pasted text', 'your documents' */
  readonly source: string;
  readonly total: number;
  /** Number labelled so far; fewer than all until it finishes, or if it was cancelled. */
  readonly done: number;
  /** Number of these whose confidence is below the threshold. */
  readonly open: number;
  /** The remaining texts, counted by label. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface UseRow {
  /** 'reviews.csv:12' */
  readonly source: string;
  readonly text: string;
  /** The most likely label, even if the text is left open. */
  readonly label: string;
  /** The student's probability of the label, from 0 to 1. */
  readonly confidence: number;
}

/** The effect of a threshold on the validation texts. */
export interface CoveragePoint {
  /** The lowest confidence at which a text is still labelled. */
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
  /**
   * The part that these texts had in the student's training: both make the result optimistic. They
   * `chose` its epoch, or it `learned` from them as from all labels.
   */
  readonly part: 'none' | 'chose' | 'learned';
}
