import { largestScores } from '../../../models/largestScores.ts';
import { type WordIndex, wordIndex } from './wordIndex.ts';
import { wordsOf } from './wordsOf.ts';

/** A document by its index in the list, and its score for a query, which has no upper bound. */
export interface RankedDocument {
  readonly document: number;
  readonly score: number;
}

/** SynthesizRR's repository, base/framework/task/sparse_retrieval.py: rank_bm25's own defaults. */
const K1 = 1.5;
const B = 0.75;
const EPSILON = 0.25;

/**
 * For each query the `depth` best documents by BM25 Okapi (Robertson and Zaragoza 2009), best
 * first; ties go to the earlier one. Documents that share no word with the query are left out.
 *
 * score(q, d) = sum over q's words w of idf(w) tf (k1 + 1) / (tf + k1 (1 - b + b |d| / mean
 * length)), where idf(w) = ln((N - n + 0.5) / (n + 0.5)) for a word in n of N documents. If that is
 * negative, it is epsilon times the mean idf of all words, as in rank_bm25, which SynthesizRR used.
 *
 * Words keep their case, as in the paper's repository; unlike there, punctuation does not count as
 * a word.
 */
export async function bm25Ranking(
  documents: readonly string[],
  queries: readonly string[],
  depth: number,
): Promise<RankedDocument[][]> {
  const search = bm25Search(await wordIndex(documents));
  return queries.map((query) => search(query, depth));
}

/** The best documents of an index for a query, as `bm25Ranking` has them. */
export function bm25Search(index: WordIndex): (query: string, depth: number) => RankedDocument[] {
  const { begins, documents, lengths, placeOf } = index;
  const idf = inverseFrequencies(index);
  const gains = gainsOf(index, idf);
  const scores = new Float64Array(lengths.length);
  return (query, depth) => {
    scores.fill(-Infinity);
    for (const word of wordsOf(query)) {
      const place = placeOf.get(word);
      if (place === undefined) continue;
      for (let at = begins[place]!; at < begins[place + 1]!; at++) {
        const document = documents[at]!;
        const score = scores[document]!;
        scores[document] = (score === -Infinity ? 0 : score) + gains[at]!;
      }
    }
    const best = largestScores(depth);
    best.offer(scores, 0);
    return best
      .sorted()
      .filter(({ score }) => score !== -Infinity)
      .map(({ item, score }) => ({ document: item, score }));
  };
}

/** What each posting adds to a document's score. */
function gainsOf(
  { begins, documents, times, lengths }: WordIndex,
  idf: Float64Array,
): Float64Array {
  const gains = new Float64Array(documents.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  for (const [place, weight] of idf.entries()) {
    for (let at = begins[place]!; at < begins[place + 1]!; at++) {
      const length = 1 - B + (B * lengths[documents[at]!]!) / mean;
      // in rank_bm25's order, so that scores of theirs are equal bit by bit and so are ties
      gains[at] = weight * ((times[at]! * (K1 + 1)) / (times[at]! + K1 * length));
    }
  }
  return gains;
}

function inverseFrequencies({ begins, lengths }: WordIndex): Float64Array {
  const plain = Float64Array.from({ length: begins.length - 1 }, (_, place) => {
    const n = begins[place + 1]! - begins[place]!;
    return Math.log(lengths.length - n + 0.5) - Math.log(n + 0.5);
  });
  const mean = plain.reduce((sum, idf) => sum + idf, 0) / plain.length;
  return plain.map((idf) => (idf < 0 ? EPSILON * mean : idf));
}
