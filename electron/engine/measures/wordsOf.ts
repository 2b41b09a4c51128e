// in scripts without spaces, each letter counts as a word
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[[\p{L}\p{M}\p{N}']--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]]+/gv;

/** A text's words in order, with their case and without punctuation. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
