/** The marks between which models think before they answer. */
const MARKS: readonly (readonly [open: string, close: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
];

/** Thoughts, as the right side of a rule in GBNF. */
export const THOUGHTS = MARKS.map(
  ([open, close]) => `"${open}" [^${open.startsWith('[') ? '\\[' : '<'}]+ "${close}"`,
).join(' | ');

/** The place at which the answer begins in an output so far: behind the thoughts; -1 if it is still within them. */
export function answerStart(output: string): number {
  const open = Math.max(...MARKS.map(([mark]) => output.lastIndexOf(mark)));
  const ends = MARKS.map(([, mark]) => [output.lastIndexOf(mark), mark.length] as const);
  const [close, length] = ends.reduce((last, end) => (end[0] > last[0] ? end : last));
  if (open > close) return -1;
  return close < 0 ? 0 : close + length;
}

/**
 * An output without the thoughts before its answer; their first mark may stand in the prompt. Empty if
 * it ends within them.
 */
export function withoutThoughts(output: string): string {
  const start = answerStart(output);
  return start < 0 ? '' : output.slice(start);
}

/** What closes the thoughts that a prompt ends in, so that the model answers at once. */
export function closingThoughts(prompt: string): string {
  const end = prompt.trimEnd();
  const close = MARKS.find(([open]) => end.endsWith(open))?.[1];
  return close === undefined ? '' : `${prompt.endsWith('\n') ? '' : '\n'}\n${close}\n\n`;
}

/** Whether a prompt ends in thoughts that are over, so that the model answers at once. */
export function endsInThoughts(prompt: string): boolean {
  return MARKS.some(([, close]) => prompt.trimEnd().endsWith(close));
}
