import type { Database } from '../../../native/sqlite/database.ts';

/** The values that the rows of a project can be filtered by, and the reviewers' guidelines. */
export function rowFacets(database: Database) {
  const distinct = <Value>(column: string) =>
    database
      .all<{ value: Value }>(
        `SELECT DISTINCT ${column} AS value FROM review_rows WHERE current = 1 AND ${column} IS NOT NULL ORDER BY 1`,
      )
      .map(({ value }) => value);
  const count = (condition: string) =>
    database.get<{ n: number }>(
      `SELECT count(*) AS n FROM review_rows WHERE current = 1 AND ${condition}`,
    )!.n;
  const guidelines = database.get<{ guidelines: string }>('SELECT guidelines FROM drafts');
  return {
    recipes: distinct<string>('recipe'),
    rounds: distinct<number>('round'),
    reviewers: distinct<string>('reviewer'),
    judged: count('confidence IS NOT NULL'),
    doubted: count('doubts > 0'),
    guidelines: guidelines?.guidelines ?? '',
  };
}
