import type { RetrievalCounts } from '../../contract/report.ts';

/** The number of ranks that are counted. */
const DEPTH = 50;

/** @param lists each query's passages by rank */
export function retrievalCounts(lists: readonly (readonly number[])[]): RetrievalCounts {
  const counts = new Map<number, number>();
  const found = lists.flatMap((list) => list.slice(0, DEPTH));
  for (const passage of found) counts.set(passage, (counts.get(passage) ?? 0) + 1);
  const times = [...counts.values()];
  const between = (least: number, most: number) =>
    times.filter((count) => count >= least && count <= most).length;
  return {
    queries: lists.length,
    places: found.length,
    passages: counts.size,
    byQueries: { one: between(1, 1), twoToFive: between(2, 5), more: between(6, Infinity) },
    most: times.reduce((a, b) => Math.max(a, b), 0),
  };
}
