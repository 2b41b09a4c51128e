import type { Database } from '../../../native/sqlite/database.ts';

/**
 * People as exported files name them: `reviewer 1` and so on, in the order in which they first acted, which
 * later actions do not change. Those who only answered audits come last.
 */
export function reviewerNumbers(database: Database): ReadonlyMap<string, string> {
  const acted = database.column<string>(
    'SELECT reviewer FROM review_actions GROUP BY reviewer ORDER BY min(id)',
  );
  const audited = database.column<string>(
    'SELECT reviewer FROM audits GROUP BY reviewer ORDER BY min(id)',
  );
  return new Map(
    [...new Set([...acted, ...audited])].map((name, i) => [name, `reviewer ${i + 1}`]),
  );
}
