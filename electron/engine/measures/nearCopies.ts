import { measureWords } from './measureTokens.ts';
import { shingleSets } from './shingleSets.ts';
import { similarSets } from './similarSets.ts';

/** Two texts that are equal or nearly so, by their places in their lists. */
export interface CopyPair {
  readonly first: number;
  readonly second: number;
  /** The Jaccard similarity of their shingles, from 0.8 to 1. */
  readonly similarity: number;
  /** Whether they are equal but for case, white space and the forms of characters. */
  readonly isExact: boolean;
}

/**
 * The copies within a list: pairs of texts that are equal (in Unicode's form NFKC, in lower case,
 * each white space as one space) or whose sets of shingles have a Jaccard similarity of at least 0.8
 * (Broder 1997). Shingles are three consecutive words; a shorter text is one shingle. The join is
 * exact: it finds all such pairs.
 *
 * Equal texts are paired with the first of them only, and only the first is compared with other
 * texts. A text that occurs a thousand times therefore gives 999 pairs, not half a million, and
 * each text that has a copy is still in some pair.
 * @returns pairs with first < second, by first and then second
 */
export function nearCopies(texts: readonly string[]): CopyPair[] {
  const groups = groupEqual(texts);
  const firsts = groups.map((group) => group[0]!);
  const exact = groups.flatMap(([first, ...others]) =>
    others.map((second) => exactPair(first!, second)),
  );
  const index = similarSets();
  const { sets } = shingleSets(firsts.map((at) => shingledWords(texts[at]!)));
  const near = sets.flatMap((set, at) => {
    const found = index.similarTo({ known: set, size: set.length });
    index.add(set);
    return found.map(({ place, similarity }) => {
      return { first: firsts[place]!, second: firsts[at]!, similarity, isExact: false };
    });
  });
  return inOrder([...exact, ...near]);
}

/**
 * The texts that are copies of references, such as gold texts, passages or test texts; the notions of
 * a copy are those of `nearCopies`. Of equal references only the first is in a pair; each of several
 * equal texts is. References are read one by one, and only those that are copies are kept.
 * @returns pairs of a text (`first`) and a reference (`second`), by text and then reference
 */
export function copiesOf(texts: readonly string[], references: Iterable<string>): CopyPair[] {
  const groups = groupEqual(texts);
  const index = similarSets();
  const firsts = groups.map((group) => texts[group[0]!]!);
  const shingles = shingleSets(firsts.map(shingledWords));
  for (const set of shingles.sets) index.add(set);
  const plainTexts = firsts.map(plainText);
  const pairs: CopyPair[] = [];
  const seen = new Set<string>();
  let second = 0;
  for (const reference of references) {
    const plain = plainText(reference);
    const found = index.similarTo(shingles.setOf(shingledWords(reference)));
    const isNew = found.length > 0 && !seen.has(plain);
    if (isNew) seen.add(plain);
    for (const { place, similarity } of isNew ? found : []) {
      const isExact = plainTexts[place] === plain;
      for (const first of groups[place]!) pairs.push({ first, second, similarity, isExact });
    }
    second++;
  }
  return inOrder(pairs);
}

const exactPair = (first: number, second: number): CopyPair => {
  return { first, second, similarity: 1, isExact: true };
};

const inOrder = (pairs: CopyPair[]) =>
  pairs.sort((a, b) => a.first - b.first || a.second - b.second);

/** The places of equal texts, in the order of the first of each group. */
function groupEqual(texts: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [at, text] of texts.entries()) {
    const plain = plainText(text);
    const group = groups.get(plain);
    if (group) group.push(at);
    else groups.set(plain, [at]);
  }
  return [...groups.values()];
}

const plainText = (text: string) =>
  text.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/gu, ' ');

/** A text's words; a text of marks alone is its own word, so that '!!!' is no copy of '???'. */
function shingledWords(text: string): readonly string[] {
  const words = measureWords(text);
  return words.length > 0 ? words : [plainText(text)];
}
