import {
  type AlignedCharacter,
  alignedText,
  type Normalizer,
  normalizeAligned,
  type TextSpan,
  textOf,
} from './normalizeAligned.ts';

/** How byte-level BPE writes a space. */
const SPACE = '\u0120';
const UTF8 = new TextEncoder();

/** A tokenizer of the library, as far as it is looked into here. */
export interface TokenizerParts {
  readonly normalizer: Normalizer | null;
  readonly pre_tokenizer: {
    readonly config?: { readonly type: string };
    pre_tokenize(text: string): string[];
  } | null;
  readonly model: {
    readonly config: { readonly continuing_subword_prefix?: string | null };
    readonly unk_token?: string;
  };
}

/**
 * The place of each token in the text that it was made from, as Rust's tokenizers give it.
 *
 * The library that tokenizes forgets the way back to the user's text, so the text is normalized once more
 * with the way kept, and the tokens are laid along it.
 * @param tokens of the whole text, in order, special tokens left out
 * @throws RangeError where the tokens are not those of the text
 * @param trimsSpaces whether a token's spaces are no part of its stretch, as RoBERTa's tokenizer has it
 */
export function tokenOffsets(
  text: string,
  tokens: readonly string[],
  { normalizer, pre_tokenizer, model }: TokenizerParts,
  trimsSpaces: boolean,
): TextSpan[] {
  const original = alignedText(text);
  const read = normalizer ? normalizeAligned(original, normalizer) : original;
  const normalized = textOf(read);
  const words = pre_tokenizer ? pre_tokenizer.pre_tokenize(normalized) : [normalized];
  const spelt = pre_tokenizer?.config?.type === 'ByteLevel' ? bytesOf(read) : read;
  const prefix = model.config.continuing_subword_prefix ?? '';
  const places = prefix
    ? placesInWords(spelt, words, tokens, { prefix, unknown: model.unk_token })
    : placesInARow(withPrefixSpace(spelt, words), tokens);
  if (places.length !== tokens.length || places.some(({ length }) => length === 0)) {
    throw new RangeError(`the tokens do not spell the text: ${text.slice(0, 80)}`);
  }
  return places.map((place, index) => spanOf(place, trimsSpaces ? tokens[index]! : ''));
}

/** A character for each byte that it takes in UTF-8. */
function bytesOf(characters: readonly AlignedCharacter[]): AlignedCharacter[] {
  return characters.flatMap((one) => Array(UTF8.encode(one.character).length).fill(one));
}

/** A space that a tokenizer puts before a text comes from the text's first character. */
function withPrefixSpace(
  characters: readonly AlignedCharacter[],
  words: readonly string[],
): readonly AlignedCharacter[] {
  const length = words.reduce((sum, word) => sum + [...word].length, 0);
  const [first] = characters;
  return first && length > characters.length ? [first, ...characters] : characters;
}

/** Byte-level BPE and Unigram: one token ends where the next begins. */
function placesInARow(
  characters: readonly AlignedCharacter[],
  tokens: readonly string[],
): AlignedCharacter[][] {
  let at = 0;
  return tokens.map((token) => {
    const from = at;
    at += [...token].length;
    return characters.slice(from, at);
  });
}

/** WordPiece: tokens spell words, between which there may be spaces; an unknown word is one token. */
function placesInWords(
  characters: readonly AlignedCharacter[],
  words: readonly string[],
  tokens: readonly string[],
  { prefix, unknown }: { prefix: string; unknown: string | undefined },
): AlignedCharacter[][] {
  const places: AlignedCharacter[][] = [];
  let at = 0;
  for (const word of words) {
    const [first] = word;
    while (at < characters.length && characters[at]!.character !== first) at++;
    const end = at + [...word].length;
    while (at < end) {
      const token = tokens[places.length] ?? '';
      const isFirst = end - at === [...word].length;
      const length = [...(isFirst ? token : token.slice(prefix.length))].length;
      const next = token === unknown ? end : at + length;
      places.push(characters.slice(at, next));
      at = next;
    }
  }
  return places;
}

/** @param token whose spaces are left out of its stretch; none leaves all in */
function spanOf(place: readonly AlignedCharacter[], token: string): TextSpan {
  const spaces = [...token].findIndex((character) => character !== SPACE);
  const [first, last] = [place[0]!.source, place.at(-1)!.source];
  if (token !== '' && spaces < 0) return [last[1], last[1]];
  const trailing = [...token].reverse().findIndex((character) => character !== SPACE);
  return [
    place[Math.max(0, spaces)]?.source[0] ?? first[0],
    place.at(-1 - Math.max(0, trailing))?.source[1] ?? last[1],
  ];
}
