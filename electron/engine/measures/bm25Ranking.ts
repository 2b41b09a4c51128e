import { setImmediate } from 'node:timers/promises';
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
 * Number of documents between two yields to the event loop, because a large corpus takes a while.
 */
const CHUNK = 500;

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
  const { postings, lengths } = await indexWords(documents);
  const idf = inverseFrequencies(postings, documents.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  return queries.map((query) => {
    const scores = new Map<number, number>();
    for (const word of wordsOf(query)) {
      for (const { document, times } of postings.get(word) ?? []) {
        const length = 1 - B + (B * lengths[document]!) / mean;
        const gain = (idf.get(word)! * times * (K1 + 1)) / (times + K1 * length);
        scores.set(document, (scores.get(document) ?? 0) + gain);
      }
    }
    return [...scores]
      .map(([document, score]) => ({ document, score }))
      .sort((one, other) => other.score - one.score || one.document - other.document)
      .slice(0, depth);
  });
}

/** A document that contains a word, and how often. */
interface Posting {
  readonly document: number;
  readonly times: number;
}

async function indexWords(
  documents: readonly string[],
): Promise<{ postings: Map<string, Posting[]>; lengths: number[] }> {
  const postings = new Map<string, Posting[]>();
  const lengths: number[] = [];
  for (const [document, text] of documents.entries()) {
    // lets the engine answer its windows in between
    if (document % CHUNK === 0) await setImmediate();
    const words = wordsOf(text);
    lengths.push(words.length);
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, times] of counts) {
      const known = postings.get(word);
      if (known) known.push({ document, times });
      else postings.set(word, [{ document, times }]);
    }
  }
  return { postings, lengths };
}

function inverseFrequencies(
  postings: ReadonlyMap<string, readonly Posting[]>,
  documents: number,
): Map<string, number> {
  const plain = [...postings].map(
    ([word, { length }]) => [word, Math.log((documents - length + 0.5) / (length + 0.5))] as const,
  );
  const mean = plain.reduce((sum, [, idf]) => sum + idf, 0) / plain.length;
  return new Map(plain.map(([word, idf]) => [word, idf < 0 ? EPSILON * mean : idf]));
}
