/** A cell with more characters than this is no name of a column. */
const LONGEST_NAME = 100;
/** So many words that end as a sentence does are none either. */
const SENTENCE_WORDS = 5;
const LONGEST_SHOWN = 40;

/**
 * Why a table's first row looks like a row and no header, as the end of a sentence; null if it looks
 * like one. A cell of it is one of the task's labels, stands again further down in its column, or is
 * a text: a sentence of five words or more, or longer than 100 characters.
 * @param isRepeated whether a column has a value in another row
 */
export function headerDoubt(
  first: readonly string[],
  {
    labels = [],
    isRepeated,
  }: {
    readonly labels?: readonly string[] | undefined;
    readonly isRepeated: (column: number, value: string) => boolean;
  },
): string | null {
  const label = first.find((cell) => labels.includes(cell));
  if (label !== undefined) return `${shown(label)} is one of the labels`;
  const again = first.find((cell, column) => cell !== '' && isRepeated(column, cell));
  if (again !== undefined) return `${shown(again)} stands further down in its column too`;
  const text = first.find(isText);
  return text === undefined ? null : `${shown(text)} is a text`;
}

function isText(cell: string): boolean {
  if (cell.length > LONGEST_NAME) return true;
  return /[.!…。！]["'”’»)]*$/u.test(cell) && cell.split(/\s+/).length >= SENTENCE_WORDS;
}

function shown(cell: string): string {
  return JSON.stringify(cell.length <= LONGEST_SHOWN ? cell : `${cell.slice(0, LONGEST_SHOWN)}…`);
}
