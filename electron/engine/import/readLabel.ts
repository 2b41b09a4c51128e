import { BadInput } from '../../../models/badInput.ts';

/** The most labels that a sentence lists. */
const MOST_LISTED = 20;

/**
 * A field as one of the task's labels. Spaces around it do not count, and neither does the way its
 * letters are composed: `é` may be one code point or two.
 * @param where the position of the row, for messages: 'train.jsonl, line 3'
 * @throws BadInput for any other label, with how it differs from one that looks the same
 */
export function readLabel(given: string, labels: readonly string[], where: string): string {
  const label = given.normalize('NFC').trim();
  if (labels.includes(label)) return label;
  const listed =
    labels.slice(0, MOST_LISTED).join(', ') + (labels.length > MOST_LISTED ? ', …' : '');
  if (label === '') {
    throw new BadInput(
      `${where}: the label is empty. Give the row one of the task's labels (${listed}), or delete it.`,
    );
  }
  const alike = labels.find((known) => likeness(known) === likeness(label));
  const hint = alike === undefined ? '' : ` It differs from ${alike}: ${difference(label, alike)}.`;
  throw new BadInput(
    `${where}: the label ${JSON.stringify(given)} is not one of the task's labels ` +
      `(${listed}).${hint} Correct the row, or add the label to task.labels.`,
  );
}

/** Equal for two labels that a reader would take for one. */
function likeness(label: string): string {
  const plain = label.normalize('NFKC').toLowerCase();
  return plain.replace(/[\s\p{Cf}]+/gu, '');
}

/** The first code points that differ: 'it has U+00A0 where that has U+0020' */
function difference(label: string, other: string): string {
  const [own, theirs] = [[...label], [...other]];
  const at = own.findIndex((character, i) => character !== theirs[i]);
  const nameOf = (character: string | undefined) =>
    character === undefined
      ? 'nothing'
      : `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  const place = at < 0 ? own.length : at;
  return `it has ${nameOf(own[place])} where that has ${nameOf(theirs[place])}`;
}
