import type { AnswerScore } from '../../../models/student/student.ts';
import type { Score } from '../../contract/report.ts';
import { wilsonInterval, Z_95 } from './score.ts';

/**
 * Exact match and F1 of answers, SQuAD's two measures, as means over questions.
 *
 * A match is binary, so its interval is Wilson's; F1 is not, so its interval is that of a mean with
 * its standard error, clipped to 0 and 1.
 */
export function scoreAnswers(scores: readonly AnswerScore[]): Score {
  const n = scores.length;
  const matches = scores.filter(({ exactMatch }) => exactMatch === 1).length;
  const mean = scores.reduce((sum, { f1 }) => sum + f1, 0) / n;
  const squares = scores.reduce((sum, { f1 }) => sum + (f1 - mean) ** 2, 0);
  const half = n > 1 ? Z_95 * Math.sqrt(squares / (n - 1) / n) : 1;
  return {
    n,
    accuracy: matches / n,
    ci95: wilsonInterval(matches, n),
    f1: mean,
    f1Ci95: [Math.max(0, mean - half), Math.min(1, mean + half)],
  };
}
