import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Split } from '../../contract/draft.ts';
import { readRows, textOf } from './readRows.ts';

/** A human-labelled example. */
export interface GoldExample {
  readonly split: Split;
  /** Of a pair, the first text: the premise, the paragraph. */
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  readonly file: string;
  readonly line: number;
}

export interface GoldPart {
  readonly file: string;
  readonly context?: string | undefined;
  readonly text: string;
  readonly label: string;
  readonly sample?: number | undefined;
}

/**
 * Reads the three splits of gold: whole files, or samples with equally many rows of each label.
 *
 * Samples are drawn without replacement, seed before validation, so that parts of one file do not
 * overlap.
 * @throws BadInput naming file and line for a label that the task lacks, an empty text, a text that
 *   is in two splits or twice with different labels, or a sample larger than the file
 */
export function readGold(
  parts: { readonly [Name in Split]?: GoldPart | undefined },
  labels: readonly string[],
  random: RandomStream,
): GoldExample[] {
  const taken = new Map<string, GoldExample>();
  const splits = (['test', 'seed', 'validation'] as const).map((split) => {
    const part = parts[split];
    if (!part) return [];
    const pool = readPart(part, split, labels);
    const { sample } = part;
    if (sample === undefined) {
      for (const row of pool) claim(row, taken);
      return pool;
    }
    const isFree = (row: GoldExample) => {
      const holder = taken.get(keyOf(row));
      return !holder || holder.file !== row.file || holder.line !== row.line;
    };
    const drawn = drawStratified(pool.filter(isFree), sample, part, labels, random);
    for (const row of drawn) claim(row, taken);
    return drawn;
  });
  const [test, seed, validation] = splits;
  return [...seed!, ...validation!, ...test!];
}

/**
 * How often each label is there in a part's whole file, before a sample is drawn.
 * @throws BadInput as `readGold`
 */
export function countLabels(part: GoldPart, labels: readonly string[]): Record<string, number> {
  const rows = readPart(part, 'seed', labels);
  return Object.fromEntries(
    labels.map((label) => [label, rows.filter((row) => row.label === label).length]),
  );
}

/** Two texts that differ in case or spacing only are the same text. */
export function normalise(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Two rows with one key are the same text, or the same pair. */
function keyOf({ context, text }: Pick<GoldExample, 'context' | 'text'>): string {
  return context === undefined ? normalise(text) : `${normalise(context)}\n${normalise(text)}`;
}

function readPart(part: GoldPart, split: Split, labels: readonly string[]): GoldExample[] {
  const seen = new Map<string, GoldExample>();
  const columns = [...(part.context === undefined ? [] : [part.context]), part.text];
  for (const { line, fields } of readRows(part.file, [...columns, part.label])) {
    const text = textOf(fields[part.text]);
    const label = textOf(fields[part.label]);
    const empty = columns.find((column) => textOf(fields[column]).trim() === '');
    if (empty !== undefined) {
      const what = columns.length === 1 ? 'the text' : `the text in ${JSON.stringify(empty)}`;
      throw new BadInput(
        `${part.file}, line ${line}: ${what} is empty. Fill it in or delete the row.`,
      );
    }
    if (!labels.includes(label)) {
      throw new BadInput(
        `${part.file}, line ${line}: the label ${JSON.stringify(label)} is not one of the task's ` +
          `labels (${labels.join(', ')}). Correct the row, or add the label to task.labels.`,
      );
    }
    const pair = part.context === undefined ? {} : { context: textOf(fields[part.context]) };
    const row = { split, ...pair, text, label, file: part.file, line };
    const earlier = seen.get(keyOf(row));
    if (earlier && earlier.label !== label) {
      throw new BadInput(
        `${part.file}, lines ${earlier.line} and ${line}: the same text has the labels ` +
          `${earlier.label} and ${label}. Keep the right one.`,
      );
    }
    if (!earlier) seen.set(keyOf(row), row);
  }
  return [...seen.values()];
}

function claim(row: GoldExample, taken: Map<string, GoldExample>): void {
  const holder = taken.get(keyOf(row));
  if (holder?.file === row.file && holder.line === row.line && holder.split !== row.split) {
    throw new BadInput(
      `${row.file}, line ${row.line} is in ${holder.split} and in ${row.split}: a text may be in one ` +
        'split only, or the scores are not true. Give each split a file of its own, or a sample of ' +
        'this one (field sample), which leaves out what another split has drawn.',
    );
  }
  if (holder && holder.split !== row.split) {
    throw new BadInput(
      `${row.file}, line ${row.line} (${row.split}) has the same text as ${holder.file}, line ` +
        `${holder.line} (${holder.split}): a text may be in one split only, or the scores are not ` +
        'true. Delete it from one of them.',
    );
  }
  taken.set(keyOf(row), row);
}

function drawStratified(
  pool: readonly GoldExample[],
  sample: number,
  { file }: GoldPart,
  labels: readonly string[],
  random: RandomStream,
): GoldExample[] {
  const drawn = labels.flatMap((label, index) => {
    const share = Math.floor(sample / labels.length) + (index < sample % labels.length ? 1 : 0);
    const rows = pool.filter((row) => row.label === label);
    if (rows.length < share) {
      throw new BadInput(
        `${file}: a sample of ${sample} needs ${share} different rows with the label ${label}, and ` +
          `${rows.length} are free. Ask for fewer, or give more gold.`,
      );
    }
    return random.sample(rows, share);
  });
  return random.shuffle(drawn);
}
