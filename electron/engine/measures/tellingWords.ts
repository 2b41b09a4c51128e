import { wordsOf } from './wordsOf.ts';

/** A word in more than this share of the texts outside a group does not tell the group, such as an article. */
const MOST_OUTSIDE = 0.2;
const SHORTEST = 3;

/**
 * The words that tell groups of texts apart: c-TF-IDF (Grootendorst 2022, arXiv 2203.05794), the share of a word
 * among those of its group times log(1 + A / f), where f counts the word in all groups and A is the mean number of words
 * of a group. Only words that two texts of the group have count, so that a text's names do not stand for it.
 * @param groups of each text, from 0
 * @returns at most n words of each group, in lower case, the most telling first
 */
export function tellingWords(
  texts: readonly string[],
  groups: ArrayLike<number>,
  n: number,
): string[][] {
  const own = texts.map((text) => wordsOf(text.toLowerCase()).filter(isWord));
  const inTexts = countEach(own.map((words) => new Set(words)));
  const count = Math.max(-1, ...Array.from(groups)) + 1;
  const members = Array.from({ length: count }, (_, group) =>
    own.filter((_, i) => groups[i] === group),
  );
  const frequency = countEach(own);
  const mean = own.reduce((sum, words) => sum + words.length, 0) / Math.max(count, 1);
  return members.map((group) => {
    const words = group.flat();
    const shared = countEach(group.map((one) => new Set(one)));
    const outside = (texts.length - group.length) * MOST_OUTSIDE;
    const scored = [...countEach([words])].flatMap(([word, times]) => {
      const within = shared.get(word)!;
      if (within < 2 || inTexts.get(word)! - within > outside) return [];
      return [{ word, score: (times / words.length) * Math.log1p(mean / frequency.get(word)!) }];
    });
    return scored
      .toSorted((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
      .slice(0, n)
      .map(({ word }) => word);
  });
}

/** Scripts without spaces have words of one or two characters. */
const isWord = (word: string) =>
  /^\P{ASCII}/u.test(word) || (/^[a-z]/.test(word.slice(0, 1)) && word.length >= SHORTEST);

/** How often each word is in these lists. */
function countEach(lists: readonly Iterable<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const list of lists) {
    for (const word of list) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
