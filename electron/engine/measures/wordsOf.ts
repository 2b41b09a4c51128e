/** The scripts whose writers put no spaces between words: a class for a regular expression. */
export const UNSPACED =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]';
// a run of an unspaced script includes its marks
const RUN = new RegExp(`(?:${UNSPACED}[\\p{M}ー々]*)+|[[\\p{L}\\p{M}\\p{N}']--${UNSPACED}]+`, 'gv');
const STARTS_UNSPACED = new RegExp(`^${UNSPACED}`, 'v');

const dictionary = new Intl.Segmenter('en', { granularity: 'word' });

/** A text's words in order, with their case and without punctuation. */
export function wordsOf(text: string): string[] {
  return inDictionaryWords(text.match(RUN) ?? []);
}

/** The same runs of characters, but those of unspaced scripts cut into words of ICU's dictionary. */
export function inDictionaryWords(runs: readonly string[]): string[] {
  return runs.flatMap((run) =>
    STARTS_UNSPACED.test(run) ? [...dictionary.segment(run)].map(({ segment }) => segment) : [run],
  );
}
