import { NO_NAME } from './taggerConfig.ts';

/** What a model says of a token of a text. */
export interface TaggedToken {
  /** The likeliest label: 'B-PER'. */
  readonly label: string;
  /** Its probability. */
  readonly score: number;
  /** UTF-16 units as for `slice`, with an exclusive end. */
  readonly start: number;
  readonly end: number;
  readonly startsWord: boolean;
}

/** A name's place in a text. */
export interface NameSpan {
  /** The label without its prefix: 'PER'. */
  readonly tag: string;
  /** The mean probability of its words. */
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The names among a window's tokens, as the `TokenClassificationPipeline` of transformers joins them with
 * `aggregation_strategy="first"`: a word has the label of its first token, so that no name ends within a
 * word; words of the same tag that follow each other are one name, unless a label begins with 'B-'. Labels
 * without prefixes are joined likewise.
 */
export function namesOfTokens(tokens: readonly TaggedToken[]): NameSpan[] {
  const groups: TaggedToken[][] = [];
  for (const word of wordsOf(tokens)) {
    const group = groups.at(-1);
    if (group && goesOn(group.at(-1)!.label, word.label)) group.push(word);
    else groups.push([word]);
  }
  return groups
    .map((words) => ({
      tag: withoutPrefix(words[0]!.label),
      score: words.reduce((sum, { score }) => sum + score, 0) / words.length,
      start: words[0]!.start,
      end: words.at(-1)!.end,
    }))
    .filter(({ tag }) => tag !== NO_NAME);
}

/**
 * The names of a text that was read in overlapping windows, as the same pipeline joins them: of two names
 * that overlap, the longer one, and of equally long ones the likelier.
 */
export function namesOfWindows(windows: readonly (readonly NameSpan[])[]): NameSpan[] {
  if (windows.length === 1) return [...windows[0]!];
  const names: NameSpan[] = [];
  for (const name of windows.flat().toSorted((a, b) => a.start - b.start)) {
    const last = names.at(-1);
    if (!last || name.start >= last.end) names.push(name);
    else if (isBetter(name, last)) names[names.length - 1] = name;
  }
  return names;
}

/** The first token of each word, up to the end of its last. */
function wordsOf(tokens: readonly TaggedToken[]): TaggedToken[] {
  const words: TaggedToken[] = [];
  for (const token of tokens) {
    const word = words.at(-1);
    if (!word || token.startsWord) words.push(token);
    else words[words.length - 1] = { ...word, end: token.end };
  }
  return words;
}

const PREFIX = /^[BI]-/;

function goesOn(before: string, label: string): boolean {
  return !label.startsWith('B-') && before.replace(PREFIX, '') === label.replace(PREFIX, '');
}

/** Everything behind the first hyphen, so that a scheme of other prefixes (E-, S-) has the same types. */
function withoutPrefix(label: string): string {
  return label.slice(label.indexOf('-') + 1);
}

function isBetter(a: NameSpan, b: NameSpan): boolean {
  const [longer, shorter] = [a.end - a.start, b.end - b.start];
  return longer > shorter || (longer === shorter && a.score > b.score);
}
