import { measureWords } from './measureTokens.ts';
import { SEPARATED, suffixAutomaton } from './suffixAutomaton.ts';

/** A run of consecutive words that a text shares with a reference. */
export interface SharedRun {
  /** Words. */
  readonly length: number;
  /** A reference that has the run; there may be more. */
  readonly reference: number;
  /** The place of the run's first word among the text's words, from 0. */
  readonly textWord: number;
  /** The place of the run's first word among the reference's words, from 0. */
  readonly referenceWord: number;
}

const UNKNOWN = -2;

/**
 * For each text the longest run of consecutive words that it shares with any of the references, or
 * undefined if they have no word in common. Words are those of `measureWords`: in lower case and
 * without marks.
 *
 * A suffix automaton holds the texts (Blumer et al. 1985), and the references are read through it one
 * by one, so that time is linear in the words of both, and memory in those of the texts: about 200
 * bytes a word.
 */
export function longestSharedRun(
  texts: readonly string[],
  references: Iterable<string>,
): (SharedRun | undefined)[] {
  const wordIds = new Map<string, number>();
  const words = texts.map((text) => measureWords(text).map((word) => idIn(wordIds, word)));
  const automaton = suffixAutomaton(words);
  let reference = 0;
  for (const text of references) {
    const ids = measureWords(text).map((word) => wordIds.get(word) ?? UNKNOWN);
    automaton.read(reference++, ids);
  }
  automaton.inheritMatches();
  let at = 0;
  return words.map((ids) => {
    let longest: SharedRun | undefined;
    ids.forEach((_, i) => {
      const match = automaton.longestMatchAt(at + i);
      if (match.length <= (longest?.length ?? 0)) return;
      longest = {
        length: match.length,
        reference: match.sequence,
        textWord: i + 1 - match.length,
        referenceWord: match.end - match.length,
      };
    });
    at += ids.length + SEPARATED;
    return longest;
  });
}

function idIn(ids: Map<string, number>, word: string): number {
  const id = ids.get(word) ?? ids.size;
  if (id === ids.size) ids.set(word, id);
  return id;
}
