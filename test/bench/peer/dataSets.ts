import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { AnsweredQuestion } from '../../../models/student/student.ts';
import type { LabelledText } from '../../../models/student/trainStudent.ts';

/** A folder for each data set, with train.jsonl and test.jsonl: STILLROOM_TEXTS, or beside the checkout. */
const FOLDER =
  process.env.STILLROOM_TEXTS ?? path.join(import.meta.dirname, '../../../../shared/data');

type Row = Readonly<Record<string, unknown>>;

/**
 * Labelled texts, or pairs in the papers' order; every so manieth row, so that a sample is spread over the file.
 * @throws BadInput where the data set is not there
 */
export function labelledTexts(
  name: string,
  part: 'train' | 'test',
  { most, fields, labels }: { most: number; fields: readonly string[]; labels: readonly string[] },
): LabelledText[] {
  return sample(rowsOf(name, part), most).map((row) => {
    const [first, second] = fields.map((field) => String(row[field]));
    return {
      text: second === undefined ? first! : [first!, second],
      label: labels.indexOf(String(row.label)),
    };
  });
}

/** The labels of a data set, in alphabetic order. */
export function labelsOf(name: string): string[] {
  return [...new Set(rowsOf(name, 'train').map(({ label }) => String(label)))].sort();
}

interface Answers {
  readonly text: readonly string[];
  readonly answer_start: readonly number[];
}

/** Questions in SQuAD's form, each with its first answer. */
export function answeredQuestions(
  name: string,
  part: 'train' | 'test',
  most: number,
): AnsweredQuestion[] {
  return sample(rowsOf(name, part), most).map(({ question, context, answers }) => {
    const { text, answer_start: starts } = answers as Answers;
    const start = starts[0]!;
    return {
      question: String(question),
      context: String(context),
      answer: [start, start + text[0]!.length],
    };
  });
}

function rowsOf(name: string, part: string): Row[] {
  const file = path.join(FOLDER, name, `${part}.jsonl`);
  if (!existsSync(file)) {
    throw new BadInput(
      `The benchmark needs ${file}. Name a folder with the data set ${name} by STILLROOM_TEXTS.`,
    );
  }
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Row);
}

function sample(rows: readonly Row[], most: number): Row[] {
  const every = Math.max(1, rows.length / most);
  const count = Math.min(most, rows.length);
  return Array.from({ length: count }, (_, i) => rows[Math.floor(i * every)]!);
}

/**
 * Passages of so many words from the folders whose name begins with corpus_, spread over all of them.
 * @throws BadInput where there are none
 */
export function corpusTexts(most: number, words: number): string[] {
  const names = existsSync(FOLDER)
    ? readdirSync(FOLDER).filter((name) => name.startsWith('corpus_'))
    : [];
  const passages = names
    .flatMap((name) => rowsOf(name, 'corpus'))
    .flatMap((row) => inPassages(String(row.text), words));
  if (passages.length === 0) {
    throw new BadInput(
      `The benchmark needs folders corpus_… with a corpus.jsonl in ${FOLDER}. Name another folder by STILLROOM_TEXTS.`,
    );
  }
  const every = Math.max(1, passages.length / most);
  const count = Math.min(most, passages.length);
  return Array.from({ length: count }, (_, i) => passages[Math.floor(i * every)]!);
}

function inPassages(text: string, words: number): string[] {
  const all = text.split(/\s+/).filter(Boolean);
  return Array.from({ length: Math.ceil(all.length / words) }, (_, i) =>
    all.slice(i * words, (i + 1) * words).join(' '),
  );
}
