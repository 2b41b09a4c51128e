import type { Database } from '../../../native/sqlite/database.ts';
import { contentHash } from '../journal/contentHash.ts';

/** The prediction for a row by a student that was not trained on it. */
export interface OutOfFold {
  readonly row: number;
  readonly text: string;
  /** The probability of each label, from 0 to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

interface Stored {
  /** The text that was judged; if it has changed since, the probabilities no longer count. */
  readonly text: string;
  readonly of: Readonly<Record<string, number>>;
}

/** Stores the probabilities of rows, replacing all earlier ones. */
export function keepOutOfFold(database: Database, judged: readonly OutOfFold[]): void {
  database.transaction(() => {
    database.run('UPDATE review_rows SET out_of_fold = NULL, confidence = NULL');
    for (const { row, text, probabilities } of judged) {
      const stored = JSON.stringify({ text: contentHash(text), of: probabilities });
      const now = database.get<{ text: string; label: string }>(
        'SELECT text, label FROM review_rows WHERE id = ?',
        row,
      );
      if (!now) continue;
      const sql = 'UPDATE review_rows SET out_of_fold = ?, confidence = ? WHERE id = ?';
      database.run(sql, stored, confidenceIn(stored, now), row);
    }
  });
}

/** The probability of a row's current label; null if its current text was not judged. */
export function confidenceIn(
  stored: string | null,
  { text, label }: { readonly text: string; readonly label: string },
): number | null {
  if (stored === null) return null;
  const judged = JSON.parse(stored) as Stored;
  return judged.text === contentHash(text) ? (judged.of[label] ?? null) : null;
}
