import type { ContinuationScore } from '../../../models/teacher/teacher.ts';

/** The mean log-probability of a token, so that long and short words can be compared. */
export const meanLog = ({ log, tokens }: ContinuationScore): number => log / tokens;
