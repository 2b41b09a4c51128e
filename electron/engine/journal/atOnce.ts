import pMap from 'p-map';

/**
 * Does independent steps at the same time, some at once. If one fails, or the run is paused, no other is
 * begun, and those at work are awaited: what they have in flight is recorded.
 * @throws what the first failed step throws
 */
export async function atOnce<Item, Result>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const failures: unknown[] = [];
  const results = await pMap(
    items,
    async (item) => {
      if (failures.length > 0) return [];
      try {
        return [await work(item)];
      } catch (error) {
        failures.push(error);
        return [];
      }
    },
    { concurrency: parallel },
  );
  if (failures.length > 0) throw failures[0];
  return results.flat();
}
