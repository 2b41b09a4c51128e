import type { Prompt } from '../../../models/teacher/teacher.ts';
import { THOUGHTS, withoutThoughts } from '../../../models/teacher/thoughts.ts';

/** Pairs of quotes that a teacher puts around a whole answer. */
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ["'", "'"],
];

/**
 * Extracts the text of an output, without thoughts before it, a leading answer name ('Review:'), surrounding quotes and
 * white space.
 */
export function parseText(output: string, prefix = ''): string {
  let text = withoutThoughts(output).trim();
  for (;;) {
    const bare = withoutQuotes(withoutPrefix(text, prefix));
    // they may be nested: "Review: 'Good.'", 'Review: Review: Good.'
    if (bare === text) return text;
    text = bare;
  }
}

function withoutPrefix(text: string, prefix: string): string {
  if (prefix === '' || !text.toLowerCase().startsWith(`${prefix.toLowerCase()}:`)) return text;
  return text.slice(prefix.length + 1).trim();
}

function withoutQuotes(text: string): string {
  for (const [open, close] of QUOTES) {
    const inner = text.slice(1, -1);
    const isQuoted = text.length > 1 && text.startsWith(open) && text.endsWith(close);
    if (isQuoted && !inner.includes(open) && !inner.includes(close)) return inner.trim();
  }
  return text;
}

/**
 * The first answer of an output that continued with further blocks of its prompt: everything before
 * the next 'Review:' or 'Movie details:'.
 */
export function parseFirstAnswer(output: string, markers: readonly string[]): string {
  const text = parseText(output, markers[0]);
  const ends = markers.map((marker) => text.indexOf(`${marker}:`)).filter((at) => at >= 0);
  return parseText(ends.length > 0 ? text.slice(0, Math.min(...ends)) : text);
}

/**
 * The answer of a call that was asked in SynthesizRR's layout. In a chat a model may announce it
 * ('Here is a review:'), and set its name in bold; an announcement alone is no answer.
 * @param markers the answer's name, then the names of other parts of the prompt
 */
export function parseAnswer(
  { output, prompt }: { readonly output: string; readonly prompt: Pick<Prompt, 'chat'> },
  markers: readonly string[],
): string {
  if (!prompt.chat) return parseFirstAnswer(output, markers);
  const [name = ''] = markers;
  const bare = withoutThoughts(output)
    .trim()
    .replace(announcementOf(name), '')
    .replace(boldName(name), () => `${name}: `);
  return parseFirstAnswer(bare, markers);
}

/** 'Sure! Here is a short review of it:', 'The review would be:' */
function announcementOf(name: string): RegExp {
  const noun = escaped(name.split(' ').at(-1)!);
  const begins = String.raw`(?:(?:sure|certainly|of course|okay)[!,.]?\s+)?here(?:['’]s| is| are)\b`;
  const what = String.raw`\b(?:${noun}|sentence|paragraph|version)s?\b`;
  const would = `the ${noun} (?:is|reads|(?:would|could|might) (?:be|read))`;
  return new RegExp(String.raw`^(?:${begins}[^\n:]*${what}[^\n:]*|${would}):\s*`, 'i');
}

/** '**Review:** ' or '**Review**: ' */
const boldName = (name: string) =>
  new RegExp(String.raw`^\*\*${escaped(name)}(?::\*\*|\*\*:)\s*`, 'i');

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * The text after a quote that the prompt left open, as ZeroGen's code cuts it: up to the closing
 * quote, otherwise up to the end of the line, otherwise up to the last full stop.
 * @param ends the mark that a text of this kind must end in, if any; a text without it becomes
 *   empty
 */
export function parseQuoted(output: string, ends = ''): string {
  const answer = withoutThoughts(output);
  const [quote, line, stop] = [answer.indexOf('"'), answer.indexOf('\n'), answer.lastIndexOf('.')];
  const end = quote >= 0 ? quote : line >= 0 ? line : stop + 1;
  const text = answer.slice(0, end).trim();
  return ends === '' ? text : text.slice(0, text.indexOf(ends) + 1);
}

/**
 * A numbered list of n lines that `parseList` takes, in GBNF, behind a model's thoughts if it has any. Without
 * it small teachers announce a list, explain its entries at length, or go on behind it.
 */
export function listGrammar(n: number): string {
  const lines = Array.from({ length: n }, (_, i) => `"${i + 1}. " line`);
  return [
    `root ::= (thoughts "\\n"*)? ${lines.join(' ')}`,
    `line ::= word (" " word){0,${LONGEST_REASON_WORDS - 1}} "\\n"`,
    // what follows a colon would be cut off
    'word ::= [^ \\n:]+',
    `thoughts ::= ${THOUGHTS}`,
  ].join('\n');
}

const LIST_LINE = /^\s*(?:\d+\s*[.):]|[-*•])\s+(.+)$/;
const LONGEST_REASON_WORDS = 20;

/**
 * The reasons of a numbered or bulleted list, each short enough to fit in a sentence: the part
 * before a colon or the first full stop, with its first letter in lower case.
 */
export function parseList(output: string): string[] {
  return withoutThoughts(output)
    .split('\n')
    .flatMap((line) => {
      const content = LIST_LINE.exec(line)?.[1]?.replaceAll('**', '').trim();
      if (!content) return [];
      const head = content.split(/[:.](?:\s|$)/, 1)[0]!.trim();
      const words = head.split(/\s+/);
      if (head === '' || words.length > LONGEST_REASON_WORDS) return [];
      const isName = /^(?:I\b|[A-Z]{2})/.test(head);
      return [isName ? head : head[0]!.toLowerCase() + head.slice(1)];
    });
}
