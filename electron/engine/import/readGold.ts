import { hash } from 'node:crypto';
import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Split } from '../../contract/draft.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import type { GoldExample } from './goldExample.ts';
import { joinAnswers, readAnswers } from './readAnswers.ts';
import { readLabel } from './readLabel.ts';
import { eachRow, plainText } from './readRows.ts';

export interface GoldPart extends FileReading {
  readonly file: string;
  readonly context?: string | undefined;
  readonly text: string;
  readonly label: string;
  readonly sample?: number | undefined;
  readonly sampling?: 'balanced' | 'asInFile' | undefined;
  /** Labels of the file that stand for others. */
  readonly replace?: Readonly<Record<string, string>> | undefined;
}

type RepeatListener = (row: GoldExample, earlier: GoldExample) => void;

/**
 * Reads the three splits of gold: whole files, or samples with equal numbers of rows of each label.
 *
 * Samples are drawn without replacement, seed before validation, so that splits drawn from the same
 * file do not overlap.
 * @param labels of the task; undefined for questions, whose answers are in their contexts
 * @param onRepeat called for a row that counts once with an earlier one of its file
 * @throws BadInput naming file and line for a label that the task lacks, an answer that its context
 *   lacks, an empty text, a text that is in two splits or twice with different labels, or a sample
 *   larger than the file
 */
export function readGold(
  parts: { readonly [Name in Split]?: GoldPart | undefined },
  labels: readonly string[],
  random: RandomStream,
  onRepeat?: RepeatListener,
): GoldExample[] {
  const taken = new Map<string, GoldExample>();
  const splits = (['test', 'seed', 'validation'] as const).map((split) => {
    const part = parts[split];
    if (!part) return [];
    const pool = readPart(part, split, labels, onRepeat);
    const { sample } = part;
    if (sample === undefined) {
      for (const row of pool) claim(row, taken);
      return pool;
    }
    const isFree = (row: GoldExample) => {
      const holder = taken.get(keyOf(row));
      return !holder || holder.file !== row.file || holder.line !== row.line;
    };
    const drawn = drawSample(pool.filter(isFree), sample, part, labels, random);
    for (const row of drawn) claim(row, taken);
    return drawn;
  });
  const [test, seed, validation] = splits;
  return [...seed!, ...validation!, ...test!];
}

/**
 * Counts each label in a split's whole file, before a sample is drawn.
 * @throws BadInput as `readGold`
 */
export function countLabels(part: GoldPart, labels: readonly string[]): Record<string, number> {
  const rows = readPart(part, 'seed', labels);
  return Object.fromEntries(
    labels.map((label) => [label, rows.filter((row) => row.label === label).length]),
  );
}

/**
 * Two texts that differ only in case or spacing count as the same text. It goes line by line, since
 * the replacing in one long text needs twenty times its memory.
 */
export function normalise(text: string): string {
  const lines = text.split('\n').map(normaliseLine);
  return lines.filter((line) => line !== '').join(' ');
}

function normaliseLine(line: string): string {
  return line.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Two texts with the same key are the same text; the key of a long text is short. */
export function textKey(text: string): string {
  return hash('sha256', normalise(text), 'base64');
}

/** Two rows with the same key are the same text, or the same pair. */
export function keyOf({ context, text }: Pick<GoldExample, 'context' | 'text'>): string {
  return context === undefined ? textKey(text) : `${textKey(context)}\n${textKey(text)}`;
}

function readPart(
  part: GoldPart,
  split: Split,
  labels: readonly string[],
  onRepeat: RepeatListener = () => {},
): GoldExample[] {
  const seen = new Map<string, GoldExample>();
  const columns = [...(part.context === undefined ? [] : [part.context]), part.text];
  const hasAnswers = labels.length === 0;
  for (const { line, fields } of eachRow(part.file, [...columns, part.label], {
    ...part,
    labels,
  })) {
    const where = `${part.file}, line ${line}`;
    const field = (column: string) => plainText(fields[column], column, where);
    const text = field(part.text);
    const empty = columns.find((column) => field(column).trim() === '');
    if (empty !== undefined) {
      const what = columns.length === 1 ? 'the text' : `the text in ${JSON.stringify(empty)}`;
      throw new BadInput(`${where}: ${what} is empty. Fill it in or delete the row.`);
    }
    const pair = part.context === undefined ? {} : { context: field(part.context) };
    const label = hasAnswers
      ? readAnswers(fields[part.label], pair.context ?? '', where)
      : { label: readLabel(replaced(field(part.label), part), labels, where) };
    const row = { split, ...pair, text, ...label, file: part.file, line };
    const key = keyOf(row);
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, row);
    // two answers may both be correct, two labels may not
    else if (hasAnswers) seen.set(key, joinAnswers(earlier, row));
    else if (earlier.label !== row.label) {
      throw new BadInput(
        `${part.file}, lines ${earlier.line} and ${line}: the same text has the labels ` +
          `${earlier.label} and ${row.label}. Keep the right one.`,
      );
    } else onRepeat(row, earlier);
  }
  return [...seen.values()];
}

/** A label of a file, or the one that it stands for. */
export function replaced(label: string, { replace = {} }: GoldPart): string {
  const plain = label.normalize('NFC').trim();
  return Object.hasOwn(replace, plain) ? replace[plain]! : label;
}

function claim(row: GoldExample, taken: Map<string, GoldExample>): void {
  const key = keyOf(row);
  const holder = taken.get(key);
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
  taken.set(key, row);
}

function drawSample(
  pool: readonly GoldExample[],
  sample: number,
  { file, sampling }: GoldPart,
  labels: readonly string[],
  random: RandomStream,
): GoldExample[] {
  if (labels.length === 0 || sampling === 'asInFile') {
    if (pool.length >= sample) return random.sample(pool, sample);
    const what = labels.length === 0 ? 'questions' : 'rows';
    throw new BadInput(
      `${file}: a sample of ${sample} ${what} was asked for, and ${pool.length} are free. Ask for ` +
        'fewer, or give more gold.',
    );
  }
  const drawn = labels.flatMap((label, index) => {
    const share = Math.floor(sample / labels.length) + (index < sample % labels.length ? 1 : 0);
    const rows = pool.filter((row) => row.label === label);
    if (rows.length < share) {
      throw new BadInput(
        `${file}: a sample of ${sample} needs ${share} different rows with the label ${label}, and ` +
          `${rows.length} are free. Ask for fewer, give more gold, or ` +
          'draw with the shares of the file (sampling: asInFile).',
      );
    }
    return random.sample(rows, share);
  });
  return random.shuffle(drawn);
}
