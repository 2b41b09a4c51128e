/** Longer than any character that people type: a family emoji has 11 code units, some have 30. */
const LONGEST_CHARACTER = 200;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The beginning of a text up to the last place between two characters that a reader sees: neither an
 * emoji of several code points nor a letter with its marks is cut in two.
 * @param length in UTF-16 units; the beginning has at most as many
 */
export function wholeCharacters(text: string, length: number): string {
  if (text.length <= length) return text;
  const from = startNear(text, length);
  const near = text.slice(from, length + LONGEST_CHARACTER);
  const last = characters.segment(near).containing(length - from);
  // a letter under hundreds of marks is cut, between two code points
  return text.slice(0, from + (last?.index ?? 0)).replace(/[\uD800-\uDBFF]$/, '');
}

/** A place before `at` where a character begins: after a space if there is one near. */
function startNear(text: string, at: number): number {
  const near = text.slice(Math.max(0, at - LONGEST_CHARACTER), at);
  const space = near.search(/\s\S*$/);
  return at - near.length + Math.max(0, space);
}
