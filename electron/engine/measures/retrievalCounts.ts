/** The number of ranks that are counted. */
const DEPTH = 50;

/**
 * How much the results of the queries overlap: the numbers behind SynthesizRR's Figure 6, a
 * histogram.
 */
export interface RetrievalCounts {
  readonly queries: number;
  /** Places in the queries' top 50, which is the largest possible number of passages. */
  readonly places: number;
  /** Distinct passages among them. */
  readonly passages: number;
  /** Number of passages by the number of queries that find them. */
  readonly byQueries: { readonly one: number; readonly twoToFive: number; readonly more: number };
  /** Number of queries that find the most frequent passage. */
  readonly most: number;
}

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
