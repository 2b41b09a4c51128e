/** Ranks that are counted. */
const DEPTH = 50;

/** How much queries find the same: SynthesizRR's Figure 6, of which this is the histogram in figures. */
export interface RetrievalCounts {
  readonly queries: number;
  /** Places in the queries' top 50; as many passages as there could be. */
  readonly places: number;
  /** Passages that are among them. */
  readonly passages: number;
  /** Passages by the number of queries that find them. */
  readonly byQueries: { readonly one: number; readonly twoToFive: number; readonly more: number };
  /** Queries that find the passage which most of them find. */
  readonly most: number;
}

/** @param lists of each query, its passages by rank */
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
