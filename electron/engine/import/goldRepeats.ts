import type { GoldRepeats } from '../../contract/forms.ts';
import { eachInTurns } from './eachInTurns.ts';
import type { FileRow } from './fileRow.ts';
import { type GoldPart, goldColumns, goldLabel, goldTexts, keyOf, replaced } from './readGold.ts';
import { eachRow } from './readRows.ts';

/** A row with the text of an earlier row of its file. */
interface RepeatedRow {
  readonly line: number;
  readonly earlier: number;
}

/**
 * The rows of labelled examples that have the text of an earlier row: with its label they count once,
 * with another one a run refuses them.
 * @throws BadInput as `eachRow`, or for a text that is empty or none; AbortError once the signal aborts
 */
export async function goldRepeats(part: GoldPart, signal?: AbortSignal): Promise<GoldRepeats> {
  const seen = new Map<string, { readonly line: number; readonly label: string }>();
  const same = countRepeats();
  let contrary = 0;
  let said = '';
  const look = (row: FileRow) => {
    const { line } = row;
    const key = keyOf(goldTexts(part, row));
    const label = replaced(goldLabel(part, row), part).normalize('NFC').trim();
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, { line, label });
    else if (earlier.label === label) same.add({ line, earlier: earlier.line });
    else if (++contrary === 1) {
      said = `Lines ${earlier.line} and ${line} have the same text, with the labels ${earlier.label} and ${label}`;
    }
  };
  await eachInTurns(eachRow(part.file, goldColumns(part), part), look, signal);
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
