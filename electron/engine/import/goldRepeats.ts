import type { GoldRepeats } from '../../contract/forms.ts';
import { eachInTurns } from './eachInTurns.ts';
import type { FileRow } from './fileRow.ts';
import { type GoldPart, keyOf, replaced } from './readGold.ts';
import { eachRow, textOf } from './readRows.ts';

/** A row with the text of an earlier row of its file. */
interface RepeatedRow {
  readonly line: number;
  readonly earlier: number;
}

/**
 * The rows of labelled examples that have the text of an earlier row: with its label they count once,
 * with another one a run refuses them. Rows without a text are passed over.
 * @throws BadInput as `eachRow`, AbortError once the signal aborts
 */
export async function goldRepeats(part: GoldPart, signal?: AbortSignal): Promise<GoldRepeats> {
  const seen = new Map<string, { readonly line: number; readonly label: string }>();
  const same = countRepeats();
  let contrary = 0;
  let said = '';
  const columns = [...(part.context === undefined ? [] : [part.context]), part.text];
  const look = ({ line, fields }: FileRow) => {
    const [text = '', context] = columns.map((column) => textOf(fields[column])).toReversed();
    if (text.trim() === '' || context?.trim() === '') return;
    const label = replaced(textOf(fields[part.label]), part).normalize('NFC').trim();
    const key = keyOf({ text, ...(context === undefined ? {} : { context }) });
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, { line, label });
    else if (earlier.label === label) same.add({ line, earlier: earlier.line });
    else if (++contrary === 1) {
      said = `Lines ${earlier.line} and ${line} have the same text, with the labels ${earlier.label} and ${label}`;
    }
  };
  await eachInTurns(eachRow(part.file, [...columns, part.label], part), look, signal);
  const others = contrary - 1;
  const more =
    others === 0
      ? ''
      : `, and so ${others === 1 ? 'has 1 more row' : `have ${others.toLocaleString('en')} more rows`} and an earlier one`;
  return {
    same: same.sentence(),
    contrary: contrary === 0 ? null : `${said}${more}. Keep the right ones.`,
  };
}

/** Counts rows that repeat an earlier one with its label. */
export function countRepeats() {
  let count = 0;
  let first: RepeatedRow | undefined;
  return {
    add(row: RepeatedRow): void {
      count++;
      first ??= row;
    },
    /** Null if there is none. */
    sentence(): string | null {
      if (!first) return null;
      const { line, earlier } = first;
      if (count === 1) return `Line ${line} has the text of line ${earlier}; it counts once.`;
      return `${count.toLocaleString('en')} rows have the text of an earlier one, and count once: the first is line ${line}, with the text of line ${earlier}.`;
    },
  };
}
