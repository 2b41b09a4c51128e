/** Pairs of quotes that a teacher puts around a whole answer. */
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ["'", "'"],
];

/**
 * The text that an output holds: without an answer's name in front ('Review:'), quotes around it,
 * and white space.
 */
export function parseText(output: string, prefix = ''): string {
  let text = output.trim();
  if (prefix !== '' && text.toLowerCase().startsWith(`${prefix.toLowerCase()}:`)) {
    text = text.slice(prefix.length + 1).trim();
  }
  for (const [open, close] of QUOTES) {
    const inner = text.slice(1, -1);
    if (text.length > 2 && text.startsWith(open) && text.endsWith(close) && !inner.includes(open)) {
      text = inner.trim();
    }
  }
  return text;
}

/**
 * The first answer of an output that went on to write further blocks of its prompt: everything
 * before the next 'Review:' or 'Movie details:'.
 */
export function parseFirstAnswer(output: string, markers: readonly string[]): string {
  const text = parseText(output, markers[0]);
  const ends = markers.map((marker) => text.indexOf(`${marker}:`)).filter((at) => at >= 0);
  return parseText(ends.length > 0 ? text.slice(0, Math.min(...ends)) : text);
}

const LIST_LINE = /^\s*(?:\d+\s*[.):]|[-*•])\s+(.+)$/;
const LONGEST_REASON_WORDS = 20;

/**
 * The reasons of a numbered or bulleted list, each short enough to stand in a sentence: what comes
 * before a colon or the first full stop, in lower case at its beginning.
 */
export function parseList(output: string): string[] {
  return output.split('\n').flatMap((line) => {
    const content = LIST_LINE.exec(line)?.[1]?.replaceAll('**', '').trim();
    if (!content) return [];
    const head = content.split(/[:.](?:\s|$)/, 1)[0]!.trim();
    const words = head.split(/\s+/);
    if (head === '' || words.length > LONGEST_REASON_WORDS) return [];
    const isName = words[0] === 'I' || /^[A-Z]{2}/.test(head);
    return [isName ? head : head[0]!.toLowerCase() + head.slice(1)];
  });
}
