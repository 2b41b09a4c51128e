import { nGramIds } from './nGramIds.ts';

/** Different shingles as numbers, ascending; the rarest shingle of all texts has the lowest number. */
export type ShingleSet = Int32Array;

const WORDS = 3;

/**
 * The set of shingles of each text: all its runs of three words, or the whole text if it has fewer.
 * @param texts each its words
 */
export function shingleSets(texts: readonly (readonly string[])[]): ShingleSet[] {
  // two ends make a text of one or two words one shingle, which no longer text has
  const padded = texts.map((words) =>
    words.length < WORDS ? [...words, ...Array<string>(WORDS - words.length).fill(END)] : words,
  );
  let sets: ShingleSet[] = [];
  for (const { n, ids, starts, ends, different } of nGramIds(padded, WORDS)) {
    if (n < WORDS) continue;
    const each = Array.from(starts, (start, i) => new Set(ids.subarray(start, ends[i])));
    sets = byRarity(each, different);
  }
  return sets;
}

/** No text has it as a word, as words have no white space. */
const END = ' ';

function byRarity(sets: readonly ReadonlySet<number>[], different: number): ShingleSet[] {
  const texts = new Int32Array(different);
  for (const set of sets) for (const id of set) texts[id]!++;
  const rarest = Int32Array.from({ length: different }, (_, id) => id);
  rarest.sort((a, b) => texts[a]! - texts[b]! || a - b);
  const rank = new Int32Array(different);
  rarest.forEach((id, at) => {
    rank[id] = at;
  });
  return sets.map((set) => Int32Array.from(set, (id) => rank[id]!).sort());
}
