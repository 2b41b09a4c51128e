import { THOUGHTS, withoutThoughts } from '../../../models/teacher/thoughts.ts';
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

const LINE = /^\s*\d+\.\s*\(\d*\.?\d+\)\s*(.+)$/;

/** The texts of such an answer, in their order; a server that knows no grammar may have written other lines. */
export function parseVerbalized(output: string): string[] {
  return withoutThoughts(output)
    .split('\n')
    .flatMap((line) => {
      const text = LINE.exec(line)?.[1];
      return text === undefined ? [] : [parseText(text)];
    });
}
