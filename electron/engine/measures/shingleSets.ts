import { pairIds } from './pairIds.ts';

/** Different shingles as numbers, ascending; the rarest shingle of all texts has the lowest number. */
export type ShingleSet = Int32Array;

/** The different shingles of a text that is compared with others. */
export interface OtherShingles {
  /** Those that some of the others have. */
  readonly known: ShingleSet;
  /** How many there are with the unknown ones. */
  readonly size: number;
}

export interface Shingles {
  /** The shingles of each text. */
  readonly sets: readonly ShingleSet[];
  /** The shingles of another text; nothing of it is kept. */
  setOf(words: readonly string[]): OtherShingles;
}

const WORDS = 3;
/** No text has it as a word, as words have no white space. */
const END = ' ';

/**
 * The set of shingles of each text: all its runs of three words, or the whole text if it has fewer.
 * @param texts each its words
 */
export function shingleSets(texts: readonly (readonly string[])[]): Shingles {
  const wordIds = new Map<string, number>();
  const pairs = pairIds();
  const triples = pairIds();
  const idOf = (word: string) => {
    const id = wordIds.get(word) ?? wordIds.size;
    if (id === wordIds.size) wordIds.set(word, id);
    return id;
  };
  const each = texts.map((text) => {
    const ids = padded(text).map(idOf);
    const shingles = ids.slice(2).map((third, i) => {
      return triples.idOf(pairs.idOf(ids[i]!, ids[i + 1]!), third);
    });
    return new Set(shingles);
  });
  const rank = ranksByRarity(each, triples.size);
  const ranked = (shingles: ReadonlySet<number>) =>
    Int32Array.from(shingles, (shingle) => rank[shingle]!).sort();

  const find = (first: string, second: string, third: string) => {
    const ids = [first, second, third].map((word) => wordIds.get(word));
    if (ids.includes(undefined)) return undefined;
    const pair = pairs.find(ids[0]!, ids[1]!);
    return pair === undefined ? undefined : triples.find(pair, ids[2]!);
  };
  return {
    sets: each.map(ranked),
    setOf(text) {
      const words = padded(text);
      const known = new Set<number>();
      const unknown = new Set<string>();
      for (let i = 2; i < words.length; i++) {
        const [first, second, third] = [words[i - 2]!, words[i - 1]!, words[i]!];
        const shingle = find(first, second, third);
        if (shingle === undefined) unknown.add(`${first} ${second} ${third}`);
        else known.add(shingle);
      }
      return { known: ranked(known), size: known.size + unknown.size };
    },
  };
}

/** Ends make a text of one or two words one shingle, which no longer text has. */
function padded(words: readonly string[]): readonly string[] {
  if (words.length >= WORDS) return words;
  return [...words, ...Array<string>(WORDS - words.length).fill(END)];
}

/** The place of each shingle in an order from the one that the fewest texts have. */
function ranksByRarity(sets: readonly ReadonlySet<number>[], different: number): Int32Array {
  const texts = new Int32Array(different);
  for (const set of sets) for (const shingle of set) texts[shingle]!++;
  const rarest = Int32Array.from({ length: different }, (_, shingle) => shingle);
  rarest.sort((a, b) => texts[a]! - texts[b]! || a - b);
  const rank = new Int32Array(different);
  rarest.forEach((shingle, place) => {
    rank[shingle] = place;
  });
  return rank;
}
