/** A span of a text: UTF-16 units as for `slice`, with an exclusive end. */
export type TextSpan = readonly [start: number, end: number];

/** One character as a tokenizer reads it, and the span of the user's text that it comes from. */
export interface AlignedCharacter {
  readonly character: string;
  readonly source: TextSpan;
}

/** The part of the tokenizers library's normalizer that is used here. */
export interface Normalizer {
  readonly config: {
    readonly type: string;
    readonly strip_left?: boolean;
    readonly strip_right?: boolean;
    readonly content?: string;
  };
  readonly normalizers?: readonly (Normalizer | null)[];
  readonly pattern?: RegExp | null;
  normalize(text: string): string;
}

/** An unchanged text. */
export function alignedText(text: string): AlignedCharacter[] {
  let end = 0;
  return Array.from(text, (character) => {
    end += character.length;
    return { character, source: [end - character.length, end] };
  });
}

export function textOf(characters: readonly AlignedCharacter[]): string {
  return characters.map(({ character }) => character).join('');
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const SPACE = /^\s$/;

/**
 * Applies a tokenizer's normalizer to a text and keeps the alignment of each character.
 *
 * Unicode's normal forms, lower case and BERT's cleaning work on graphemes, so they are applied to
 * one at a time. If several characters become one, it is aligned with the first of them, as in
 * Rust's tokenizers (normalizer.rs, `transform_range`).
 */
export function normalizeAligned(
  characters: readonly AlignedCharacter[],
  normalizer: Normalizer,
): AlignedCharacter[] {
  const { type } = normalizer.config;
  if (type === 'Sequence') {
    return (normalizer.normalizers ?? []).reduce<AlignedCharacter[]>(
      (read, one) => (one ? normalizeAligned(read, one) : read),
      [...characters],
    );
  }
  if (type === 'Strip') return strip(characters, normalizer);
  if (type === 'Replace') return replace(characters, normalizer);
  let at = 0;
  return stretches(textOf(characters), normalizer).flatMap((stretch) => {
    const from = at;
    at += [...stretch].length;
    return normalizeStretch(characters.slice(from, at), normalizer);
  });
}

/**
 * Graphemes, except where a neighbour changes the result: halfwidth Hangul, a sigma at a word's
 * end.
 */
function stretches(text: string, normalizer: Normalizer): string[] {
  const graphemes = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  const alone = (parts: readonly string[]) =>
    parts.map((part) => normalizer.normalize(part)).join('');
  if (alone(graphemes) === normalizer.normalize(text)) return graphemes;
  const joined: string[] = [];
  for (const grapheme of graphemes) {
    const before = joined.at(-1) ?? '';
    const isFree = alone([before, grapheme]) === normalizer.normalize(before + grapheme);
    if (isFree) joined.push(grapheme);
    else joined[joined.length - 1] = before + grapheme;
  }
  return joined;
}

function normalizeStretch(
  stretch: readonly AlignedCharacter[],
  normalizer: Normalizer,
): AlignedCharacter[] {
  const whole = [...normalizer.normalize(textOf(stretch))];
  const alone = stretch.flatMap(({ character, source }) =>
    Array.from(normalizer.normalize(character), () => source),
  );
  if (alone.length === whole.length) {
    return whole.map((character, index) => ({ character, source: alone[index]! }));
  }
  // the characters were composed: each result takes as many parts as it decomposes into
  const parts = stretch.flatMap(({ character, source }) =>
    Array.from(character.normalize('NFKD'), () => source),
  );
  let at = 0;
  return whole.map((character) => {
    const source = parts[Math.min(at, parts.length - 1)]!;
    at += [...character.normalize('NFD')].length;
    return { character, source };
  });
}

function strip(
  characters: readonly AlignedCharacter[],
  { config }: Normalizer,
): AlignedCharacter[] {
  const isWord = ({ character }: AlignedCharacter) => !SPACE.test(character);
  const from = config.strip_left ? characters.findIndex(isWord) : 0;
  const to = config.strip_right ? characters.findLastIndex(isWord) + 1 : characters.length;
  return from < 0 ? [] : characters.slice(from, to);
}

/** The replacement of a match is aligned with the last character of the match. */
function replace(
  characters: readonly AlignedCharacter[],
  { pattern, config }: Normalizer,
): AlignedCharacter[] {
  if (!pattern) return [...characters];
  const result: AlignedCharacter[] = [];
  const units = characters.flatMap((one) => Array.from(one.character.split(''), () => one));
  let at = 0;
  for (const match of textOf(characters).matchAll(pattern)) {
    result.push(...new Set(units.slice(at, match.index)));
    at = match.index + match[0].length;
    const { source } = units[Math.max(0, at - 1)]!;
    for (const character of config.content ?? '') result.push({ character, source });
  }
  result.push(...new Set(units.slice(at)));
  return result;
}
