import type { UseRow, UseSummary, useOrders } from '../../contract/use.ts';
import type { SourcedText } from '../import/readTexts.ts';
import type { Prediction } from './predictTexts.ts';

/** A student's predictions for a list of texts, filled in as they arrive. */
export interface UseTable {
  readonly student: string;
  readonly source: string;
  /** Adds the predictions of the next texts. */
  add(predictions: readonly Prediction[]): void;
  /** @param threshold texts with a confidence below it are left open */
  summary(threshold: number): UseSummary;
  rows(order: (typeof useOrders)[number], from: number, count: number): UseRow[];
  all(): UseRow[];
  /** Texts below the threshold, the least certain first. */
  uncertain(threshold: number): UseRow[];
}

export function openUseTable(
  student: string,
  source: string,
  texts: readonly SourcedText[],
): UseTable {
  const rows: UseRow[] = [];
  let byCertainty: { readonly of: number; readonly rows: readonly UseRow[] } = { of: 0, rows: [] };
  const leastCertain = () => {
    if (byCertainty.of !== rows.length) {
      const sorted = rows.toSorted((a, b) => a.confidence - b.confidence);
      byCertainty = { of: rows.length, rows: sorted };
    }
    return byCertainty.rows;
  };
  return {
    student,
    source,
    add(predictions) {
      for (const { label, confidence } of predictions) {
        rows.push({ ...texts[rows.length]!, label, confidence });
      }
    },
    summary(threshold) {
      const kept = rows.filter(({ confidence }) => confidence >= threshold);
      const counts: Record<string, number> = Object.create(null);
      for (const { label } of kept) counts[label] = (counts[label] ?? 0) + 1;
      return {
        student,
        source,
        counts,
        total: texts.length,
        done: rows.length,
        open: rows.length - kept.length,
      };
    },
    rows: (order, from, count) =>
      (order === 'given' ? rows : leastCertain()).slice(from, from + count),
    all: () => rows,
    uncertain: (threshold) => leastCertain().filter(({ confidence }) => confidence < threshold),
  };
}
