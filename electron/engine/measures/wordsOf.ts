// scripts whose writers put no spaces between words, each run of them with its marks
const UNSPACED =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]';
const RUN = new RegExp(`(?:${UNSPACED}[\\p{M}ー々]*)+|[[\\p{L}\\p{M}\\p{N}']--${UNSPACED}]+`, 'gv');
const STARTS_UNSPACED = new RegExp(`^${UNSPACED}`, 'v');

const dictionary = new Intl.Segmenter('en', { granularity: 'word' });

/** A text's words in order, with their case and without punctuation. */
export function wordsOf(text: string): string[] {
  return (text.match(RUN) ?? []).flatMap((run) =>
    STARTS_UNSPACED.test(run) ? [...dictionary.segment(run)].map(({ segment }) => segment) : [run],
  );
}
