import type { Prompt } from '../../../models/teacher/teacher.ts';
import { THOUGHTS, withoutThoughts } from '../../../models/teacher/thoughts.ts';
import type { VerbalizedSetting } from '../../contract/recipes/verbalizedSetting.ts';
import { lineName } from '../journal/stepKey.ts';
import { fill } from '../prompts/promptSet.ts';
import { sharedRequests } from '../prompts/sharedRequests.ts';
import type { Candidate, Lineage } from './example.ts';
import type { DecodingParameters, Generation } from './generate.ts';
import { parseText } from './parseOutput.ts';

/**
 * GBNF for n texts on lines of their own, each behind its number and the probability that the teacher gives it:
 * `1. (0.12) …`, behind its thoughts if it has any (Verbalized Sampling; the form of the answer is ours).
 */
export function verbalizedGrammar(n: number): string {
  const lines = Array.from({ length: n }, (_, i) => `"${i + 1}. (0." [0-9] [0-9] ") " line`);
  return [
    `root ::= (thoughts "\\n"*)? ${lines.join(' ')}`,
    'line ::= [^\\n]+ "\\n"',
    `thoughts ::= ${THOUGHTS}`,
  ].join('\n');
}

/** The prompt of a text, which asks for several if they are verbalized; in a chat it ends in the user's turn. */
export function askedForSeveral(
  prompt: Prompt,
  verbalized: VerbalizedSetting,
  template: string = sharedRequests.severalTexts,
): Prompt {
  if (verbalized === 0) return prompt;
  return { ...prompt, text: `${prompt.text}\n${fill(template, { count: String(verbalized) })}` };
}

/** How several texts are sampled: each may be as long as one. */
export function decodingOfSeveral(
  decoding: DecodingParameters,
  verbalized: VerbalizedSetting,
): DecodingParameters {
  if (verbalized === 0) return decoding;
  return {
    ...decoding,
    maxTokens: decoding.maxTokens * verbalized,
    stop: [],
    grammar: verbalizedGrammar(verbalized),
  };
}

/** Among a step's inputs, what asks for several texts is left out where one is asked for, as in steps recorded before. */
export function severalInput(verbalized: VerbalizedSetting) {
  return verbalized === 0 ? {} : { verbalized, several: sharedRequests.severalTexts };
}

const LINE = /^\s*\d+\.\s*\(\d*\.?\d+\)\s*(.+)$/;
/** A further text within a line, of which nobody knows where the first one ends. */
const FURTHER = /\d+\.\s*\(\d*\.?\d+\)/;

/** A line of such an answer. */
interface VerbalizedLine {
  readonly text: string;
  /** Its place among the lines that are not empty, from 1. */
  readonly line: number;
  readonly isRead: boolean;
}

/**
 * The lines of an answer that was to hold n texts, in their order: texts, and lines that are none, which a server
 * that knows no grammar may write. Texts after the n-th are left out.
 */
export function parseVerbalized(output: string, n: number): VerbalizedLine[] {
  const lines = withoutThoughts(output)
    .split('\n')
    .filter((written) => written.trim() !== '')
    .map((written, i): VerbalizedLine => {
      const text = LINE.exec(written)?.[1];
      const isRead = text !== undefined && !FURTHER.test(text);
      return { text: isRead ? parseText(text) : written.trim(), line: i + 1, isRead };
    });
  const last = lines.filter(({ isRead }) => isRead)[n - 1];
  return last ? lines.slice(0, last.line) : lines;
}

/** What a row has besides its text, whose lineage lacks the call. */
type RowFacts = Omit<Candidate, 'text' | 'lineage'> & {
  readonly lineage?: Omit<Lineage, 'generation'>;
};

/**
 * The rows of a call: one, or those of its lines if several texts were asked for.
 * @param read extracts the text of an answer of one
 * @param prefix the name that an answer may begin with
 */
export function rowsOfAnswer(
  generation: Generation,
  verbalized: VerbalizedSetting,
  { lineage, ...facts }: RowFacts,
  read: () => string,
  prefix = '',
): Candidate[] {
  const { id } = generation;
  if (verbalized === 0) {
    return [{ ...facts, text: read(), lineage: { generation: id, ...lineage } }];
  }
  return parseVerbalized(generation.output, verbalized).map(
    ({ text, line, isRead }): Candidate => ({
      ...facts,
      text: isRead ? parseText(text, prefix) : text,
      lineage: { generation: lineName(id, line), ...lineage },
      ...(isRead ? {} : { leftOut: 'unreadable' }),
    }),
  );
}
