const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];

/**
 * Parses JSON of a limited depth. Every level of nesting takes a hundred bytes or more, so a file
 * of nothing but brackets would take fifty times its size.
 * @throws SyntaxError if it is not JSON, or nested deeper than `mostDepth`
 */
export function parseJson(text: string, mostDepth = 32): unknown {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPENING.includes(code)) depth++;
    else if (CLOSING.includes(code)) depth--;
    if (depth > mostDepth) throw new SyntaxError(`nested deeper than ${mostDepth} levels`);
  }
  return JSON.parse(text);
}

/** The position of the quotation mark that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at;
}
