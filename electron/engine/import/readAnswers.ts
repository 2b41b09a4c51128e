import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';

/** The answers to a question, as they occur in its context. */
export interface GoldAnswers {
  /** The first answer: a student learns it, and a teacher writes a question for it. */
  readonly label: string;
  /** The offset of the first answer, in UTF-16 units. */
  readonly answerStart: number;
  /** Other answers that are also correct. */
  readonly otherAnswers?: readonly string[];
}

type Answered = Pick<GoldAnswers, 'label' | 'otherAnswers'>;

interface WrittenAnswer {
  readonly text: string;
  /** In Unicode characters, as SQuAD counts them; missing if the answer is searched for. */
  readonly place?: number;
}

const squad = z.object({ text: z.array(z.string()), answer_start: z.array(z.int().min(0)) });
// an answer may be a number, such as a year
const one = z.union([z.string(), z.number()]).transform(String);
const plain = z.union([one.transform((text) => [text]), z.array(one)]);

/**
 * Reads a field of answers: SQuAD's `{ text: [...], answer_start: [...] }` (Rajpurkar et al. 2016;
 * in a CSV as JSON), or one answer or a list of answers, each located at its first occurrence in
 * the context.
 * @param where the position of the row, for messages: 'train.jsonl, line 3'
 * @throws BadInput for a question without an answer, or an answer that is not at that place in its
 *   context
 */
export function readAnswers(value: unknown, context: string, where: string): GoldAnswers {
  const [first, ...others] = writtenAnswers(value, where).map(({ text, place }) => ({
    text,
    start: place === undefined ? find(text, context, where) : check(text, place, context, where),
  }));
  if (!first) {
    throw new BadInput(
      `${where}: the question has no answer. Give one exactly as in the context, or delete the row.`,
    );
  }
  const rest = [...new Set(others.map(({ text }) => text))].filter((text) => text !== first.text);
  return {
    label: first.text,
    answerStart: first.start,
    ...(rest.length > 0 ? { otherAnswers: rest } : {}),
  };
}

/**
 * Merges a question that a file contains twice: it keeps the first position, and the answers of
 * both.
 */
export function joinAnswers<Row extends Answered>(row: Row, again: Answered): Row {
  const all = [...(row.otherAnswers ?? []), again.label, ...(again.otherAnswers ?? [])];
  const others = [...new Set(all)].filter((text) => text !== row.label);
  return others.length > 0 ? { ...row, otherAnswers: others } : row;
}

function writtenAnswers(value: unknown, where: string): WrittenAnswer[] {
  const read = typeof value === 'string' && value.startsWith('{') ? parseJson(value) : value;
  const placed = squad.safeParse(read);
  if (placed.success && placed.data.text.length === placed.data.answer_start.length) {
    const { text, answer_start } = placed.data;
    return text.map((answer, i) => ({ text: answer, place: answer_start[i]! }));
  }
  const answers = plain.safeParse(read);
  if (answers.success) return answers.data.map((text) => ({ text: text.trim() }));
  throw new BadInput(
    `${where}: these are not answers: ${JSON.stringify(value)}. Write the answer exactly as in the ` +
      'context, or { "text": ["…"], "answer_start": [0] } with as many places as texts.',
  );
}

/** A plain answer may itself start with a brace. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function find(text: string, context: string, where: string): number {
  const start = text === '' ? -1 : context.indexOf(text);
  if (start >= 0) return start;
  throw new BadInput(
    `${where}: the answer ${JSON.stringify(text)} is not in its context. Write it exactly as it is there, ` +
      'or delete the row.',
  );
}

function check(text: string, place: number, context: string, where: string): number {
  // JavaScript counts some characters as two
  const start = [...context].slice(0, place).join('').length;
  if (text !== '' && context.startsWith(text, start)) return start;
  const there = [...context].slice(place, place + Math.max(1, text.length)).join('');
  throw new BadInput(
    `${where}: the answer ${JSON.stringify(text)} is not in its context at character ${place}, where ` +
      `${JSON.stringify(there)} stands. Correct answer_start, or give the text alone to have it found.`,
  );
}
