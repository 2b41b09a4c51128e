import { hash } from 'node:crypto';
import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Split } from '../../contract/draft.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import type { FileRow } from './fileRow.ts';
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
  const hasAnswers = labels.length === 0;
  for (const row of eachRow(part.file, goldColumns(part), { ...part, labels })) {
    const { line, fields } = row;
    const where = `${part.file}, line ${line}`;
    const texts = goldTexts(part, row);
    const label = hasAnswers
      ? readAnswers(fields[part.label], texts.context ?? '', where)
      : { label: readLabel(replaced(goldLabel(part, row), part), labels, where) };
    const example = { split, ...texts, ...label, file: part.file, line };
    const key = keyOf(example);
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, example);
    // two answers may both be correct, two labels may not
    else if (hasAnswers) seen.set(key, joinAnswers(earlier, example));
    else if (earlier.label !== example.label) {
      throw new BadInput(
        `${part.file}, lines ${earlier.line} and ${line}: the same text has the labels ` +
          `${earlier.label} and ${example.label}. Keep the right one.`,
      );
    } else onRepeat(example, earlier);
  }
  return [...seen.values()];
}

/** The columns that each row of a part must have. */
export function goldColumns({ context, text, label }: GoldPart): readonly string[] {
  return [...(context === undefined ? [] : [context]), text, label];
}

/**
 * A row's text, or its pair.
 * @throws BadInput for a field that is empty or holds no text
 */
export function goldTexts(
  { file, context, text }: GoldPart,
  { line, fields }: FileRow,
): Pick<GoldExample, 'context' | 'text'> {
  const where = `${file}, line ${line}`;
  const field = (column: string) => {
    const value = plainText(fields[column], column, where);
    if (value.trim() !== '') return value;
    const what = context === undefined ? 'the text' : `the text in ${JSON.stringify(column)}`;
    throw new BadInput(`${where}: ${what} is empty. Fill it in or delete the row.`);
  };
  return context === undefined
    ? { text: field(text) }
    : { context: field(context), text: field(text) };
}

/**
 * A row's label, as the file writes it.
 * @throws BadInput for a field that holds no text
 */
export function goldLabel({ file, label }: GoldPart, { line, fields }: FileRow): string {
  return plainText(fields[label], label, `${file}, line ${line}`);
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
