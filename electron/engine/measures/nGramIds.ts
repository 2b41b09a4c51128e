import { pairIds } from './pairIds.ts';

/** The n-grams of documents for one n, as numbers: equal n-grams have equal numbers. */
export interface NGrams {
  readonly n: number;
  /** The numbers of the n-grams of document i start at `starts[i]` and end before `ends[i]`. */
  readonly ids: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** How many different n-grams there are. */
  readonly different: number;
}

/** The n-grams of documents for n = 1, 2, ... to `longest`; each overwrites the `ids` before it. */
export function* nGramIds(
  documents: readonly (readonly string[])[],
  longest: number,
): Generator<NGrams> {
  const { tokens, starts, different } = tokenIds(documents);
  const ids = tokens.slice();
  const lengths = documents.map(({ length }) => length);
  yield { n: 1, ids, starts, ends: starts.map((start, i) => start + lengths[i]!), different };
  for (let n = 2; n <= longest; n++) {
    const table = pairIds(different);
    const ends = starts.map((start, i) => start + Math.max(0, lengths[i]! - n + 1));
    for (let i = 0; i < starts.length; i++) {
      for (let at = starts[i]!; at < ends[i]!; at++) {
        ids[at] = table.idOf(ids[at]!, tokens[at + n - 1]!);
      }
    }
    yield { n, ids, starts, ends, different: table.size };
  }
}

function tokenIds(documents: readonly (readonly string[])[]) {
  const known = new Map<string, number>();
  const tokens = new Int32Array(documents.reduce((sum, { length }) => sum + length, 0));
  const starts = new Int32Array(documents.length);
  let at = 0;
  for (const [i, document] of documents.entries()) {
    starts[i] = at;
    for (const token of document) {
      const id = known.get(token) ?? known.size;
      if (id === known.size) known.set(token, id);
      tokens[at++] = id;
    }
  }
  return { tokens, starts, different: known.size };
}
