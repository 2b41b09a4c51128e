import { setImmediate } from 'node:timers/promises';
import { wordsOf } from './wordsOf.ts';

/** Which documents have which words: an inverted index, in a few arrays of numbers. */
export interface WordIndex {
  /** The place of a word, in the order in which words first occur. */
  readonly placeOf: ReadonlyMap<string, number>;
  /** The first place in `documents` of each word, and behind the last word their number. */
  readonly begins: Uint32Array;
  /** The documents of each word, in their order. */
  readonly documents: Uint32Array;
  /** How often they have it. */
  readonly times: Uint32Array;
  /** The words of each document. */
  readonly lengths: Uint32Array;
}

/** Number of documents between two yields to the event loop, because a large corpus takes a while. */
const CHUNK = 500;

export async function wordIndex(texts: readonly string[]): Promise<WordIndex> {
  const placeOf = new Map<string, number>();
  const lengths = new Uint32Array(texts.length);
  // for each document, its different words and how often it has them
  const found: Uint32Array[] = [];
  const sizes: number[] = [];
  for (const [document, text] of texts.entries()) {
    // lets the engine answer its windows in between
    if (document % CHUNK === 0) await setImmediate();
    const words = wordsOf(text);
    lengths[document] = words.length;
    const counts = new Map<number, number>();
    for (const word of words) {
      let place = placeOf.get(word);
      if (place === undefined) {
        place = placeOf.size;
        placeOf.set(word, place);
        sizes.push(0);
      }
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    for (const place of counts.keys()) sizes[place]!++;
    found.push(Uint32Array.from([...counts].flat()));
  }
  const begins = new Uint32Array(sizes.length + 1);
  for (const [place, size] of sizes.entries()) begins[place + 1] = begins[place]! + size;
  const documents = new Uint32Array(begins.at(-1)!);
  const times = new Uint32Array(documents.length);
  const next = begins.slice();
  for (const [document, pairs] of found.entries()) {
    for (let i = 0; i < pairs.length; i += 2) {
      const at = next[pairs[i]!]!++;
      documents[at] = document;
      times[at] = pairs[i + 1]!;
    }
  }
  return { placeOf, begins, documents, times, lengths };
}
