/** An output as it grows. */
export interface TextSoFar {
  /** The text up to the last whole character, after one more token. */
  add(token: number): string;
  readonly tokens: readonly number[];
}

/**
 * The text of an output after each of its tokens, without detokenizing all of them again for each.
 *
 * A token is detokenized behind the last one that ended in a whole character, because a tokenizer
 * removes a space from the start of a text, and the bytes of a character can be several tokens.
 */
export function textSoFar(detokenize: (tokens: readonly number[]) => string): TextSoFar {
  const tokens: number[] = [];
  let text = '';
  let from = 0;
  let read = 0;
  return {
    tokens,
    add(token) {
      tokens.push(token);
      const known = detokenize(tokens.slice(from, read));
      const longer = detokenize(tokens.slice(from));
      if (longer.length > known.length && !longer.endsWith(UNFINISHED)) {
        text += longer.slice(known.length);
        from = read;
        read = tokens.length;
      }
      return text;
    },
  };
}

/** What the bytes of an unfinished character are decoded to. */
const UNFINISHED = '\uFFFD';
