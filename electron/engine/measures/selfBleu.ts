import type { Figure } from '../../contract/figure.ts';
import { type NGrams, nGramIds } from './nGramIds.ts';

const LONGEST = 5;
/** What smoothing counts if no n-gram of a document is in another (Chen and Cherry 2014, method 1). */
const EPSILON = 0.1;

/**
 * Self-BLEU-1 to Self-BLEU-5 (Zhu et al. 2018; SynthesizRR, section 5): the mean over the documents
 * of the BLEU of each with all others as references. Lower is more diverse.
 * @param documents at least two, each its tokens
 * @returns five numbers from 0 to 1, for n = 1 to 5
 */
export function selfBleu(documents: readonly (readonly string[])[]): readonly number[] {
  return bleuOfEach(documents).map(
    (scores) => scores.reduce((sum, score) => sum + score, 0) / documents.length,
  );
}

/**
 * BLEU-1 to BLEU-5 of each document with all others as references. It equals NLTK's `sentence_bleu`
 * with weights 1/n and its smoothing method 1; so an empty document scores 0.
 *
 * An n-gram counts at most as often as in the one other document that has it most often. Two counts
 * for each n-gram suffice for that, so time is linear in the number of tokens.
 * @param documents at least two, each its tokens
 * @returns for n = 1 to 5 the scores of the documents
 */
export function bleuOfEach(documents: readonly (readonly string[])[]): readonly Float64Array[] {
  if (documents.length < 2) throw new RangeError('Self-BLEU compares at least two documents');
  const lengths = documents.map(({ length }) => length);
  const penalties = brevityPenalties(lengths);
  const logs = new Float64Array(documents.length);
  const sharesToken = new Uint8Array(documents.length);
  return Array.from(nGramIds(documents, LONGEST), (grams) => {
    const shared = sharedCounts(grams);
    return logs.map((log, i) => {
      if (grams.n === 1) sharesToken[i] = shared[i]! > 0 ? 1 : 0;
      const own = Math.max(1, lengths[i]! - grams.n + 1);
      logs[i] = log + Math.log((shared[i]! || EPSILON) / own);
      return sharesToken[i] ? penalties[i]! * Math.exp(logs[i]! / grams.n) : 0;
    });
  });
}

/**
 * Self-BLEU-1 to -5 as figures. Self-BLEU rises with the number of documents, so only sets of the
 * same size may be compared.
 */
export function selfBleuFigures(documents: readonly (readonly string[])[]): readonly Figure[] {
  if (documents.length < 2) return undefinedAll('Self-BLEU compares at least two texts');
  const longest = documents.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest === 0) return undefinedAll('all texts are empty');
  return selfBleu(documents).map((value, i) =>
    longest > i ? { value } : { undefinedBecause: `no text has ${i + 1} tokens` },
  );
}

const undefinedAll = (undefinedBecause: string): readonly Figure[] =>
  Array.from({ length: LONGEST }, () => ({ undefinedBecause }));

/** For each document, how many of its n-grams are in others, each counted as often as in the one with most. */
function sharedCounts({ ids, starts, ends, different }: NGrams): Int32Array {
  const most = new Int32Array(different);
  const second = new Int32Array(different);
  const holder = new Int32Array(different).fill(-1);
  const counts = new Int32Array(different);
  const eachOf = (i: number, visit: (id: number, times: number) => void) => {
    for (let at = starts[i]!; at < ends[i]!; at++) counts[ids[at]!]!++;
    for (let at = starts[i]!; at < ends[i]!; at++) {
      const id = ids[at]!;
      if (counts[id]! > 0) visit(id, counts[id]!);
      counts[id] = 0;
    }
  };
  for (let i = 0; i < starts.length; i++) {
    eachOf(i, (id, times) => {
      if (times > most[id]!) {
        second[id] = most[id]!;
        most[id] = times;
        holder[id] = i;
      } else if (times > second[id]!) {
        second[id] = times;
      }
    });
  }
  return Int32Array.from(starts, (_, i) => {
    let shared = 0;
    eachOf(i, (id, times) => {
      shared += Math.min(times, holder[id] === i ? second[id]! : most[id]!);
    });
    return shared;
  });
}

/** BLEU's penalty of each document that is shorter than the other document nearest in length. */
function brevityPenalties(lengths: readonly number[]): Float64Array {
  const documentsOf = new Map<number, number>();
  for (const length of lengths) documentsOf.set(length, (documentsOf.get(length) ?? 0) + 1);
  const different = [...documentsOf.keys()].sort((a, b) => a - b);
  const penaltyOf = new Map<number, number>();
  for (const [at, length] of different.entries()) {
    const shorter = different[at - 1] ?? -Infinity;
    const longer = different[at + 1] ?? Infinity;
    // the shorter of two that are equally near, as in BLEU
    const isAlone = documentsOf.get(length) === 1;
    const nearest = !isAlone ? length : length - shorter <= longer - length ? shorter : longer;
    const penalty = length > nearest ? 1 : length === 0 ? 0 : Math.exp(1 - nearest / length);
    penaltyOf.set(length, penalty);
  }
  return Float64Array.from(lengths, (length) => penaltyOf.get(length)!);
}
