// a letter of a script without spaces is a word of its own
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[[\p{L}\p{M}\p{N}']--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]]+/gv;

/** A text's words in their order, in the case that they stand in; without punctuation. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
