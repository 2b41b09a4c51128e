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

/** The part of the library's tokenizer that is used here. */
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
 * The span of each token in the original text, as Rust's tokenizers return it.
 *
 * The JavaScript library does not keep offsets, so the text is normalized once more with its
 * alignment, and the tokens are matched along it.
 * @param tokens of the whole text, in order, without special tokens
 * @throws RangeError if the tokens are not those of the text
 * @param trimsSpaces whether a token's spaces are excluded from its span, as in RoBERTa's tokenizer
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

/** One character for each byte of its UTF-8 encoding. */
function bytesOf(characters: readonly AlignedCharacter[]): AlignedCharacter[] {
  return characters.flatMap((one) => Array(UTF8.encode(one.character).length).fill(one));
}

/** A space that a tokenizer inserts before a text is aligned with the text's first character. */
function withPrefixSpace(
  characters: readonly AlignedCharacter[],
  words: readonly string[],
): readonly AlignedCharacter[] {
  const length = words.reduce((sum, word) => sum + [...word].length, 0);
  const [first] = characters;
  return first && length > characters.length ? [first, ...characters] : characters;
}

/** Byte-level BPE and Unigram: each token starts where the previous one ends. */
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

/** WordPiece: tokens form words, which may be separated by spaces; an unknown word is one token. */
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

/** @param token whose spaces are excluded from its span; if undefined, all are included */
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
