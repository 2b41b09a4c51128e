import { inDictionaryWords, UNSPACED } from './wordsOf.ts';

/** What a report says of the tokens that the measures of diversity count. */
export const MEASURE_TOKENS =
  'Tokens are words, numbers and single punctuation marks, with their case; Chinese, Japanese, ' +
  "Thai, Lao, Khmer and Burmese are cut into words with ICU's dictionaries.";

const CHARACTER = `[[\\p{L}\\p{M}\\p{N}]--${UNSPACED}]`;
const TOKEN = new RegExp(
  [
    `(?:${UNSPACED}[\\p{M}ー々]*)+`,
    '\\p{N}+(?:[.,]\\p{N}+)+',
    // Persian and Indian scripts have joiners within words
    `${CHARACTER}+(?:['’\\u200c\\u200d]${CHARACTER}+)*`,
    // an emoji of several code points is one sign
    '\\p{RGI_Emoji}',
    '[\\p{P}\\p{S}]\\p{M}*',
  ].join('|'),
  'gv',
);
const WORD = /[\p{L}\p{N}]/u;

/** A text's words, numbers and punctuation marks in order, with their case. */
export function measureTokens(text: string): string[] {
  return inDictionaryWords(text.match(TOKEN) ?? []);
}

/**
 * A text's words and numbers in order, for comparing texts: in lower case and in Unicode's normal
 * form NFKC, so that ligatures and full-width letters are the plain ones.
 */
export function measureWords(text: string): string[] {
  return measureTokens(text.normalize('NFKC').toLowerCase()).filter((token) => WORD.test(token));
}
