import { duration } from './duration.ts';
import type { RunCheck } from './runCheck.ts';
import type { RunEstimate } from './runEstimate.ts';

/** An estimate in words, the same in the app and on the command line. */
export const estimateWords = {
  /** 'About 12 min (10 min to 14 min), 9,000 tokens written.' */
  whole({ seconds, least, most, tokens }: Pick<RunEstimate, 'tokens' | keyof Interval>): string {
    const written = tokens > 0 ? `, ${tokens.toLocaleString('en')} tokens written` : '';
    return `About ${duration(seconds)} (${duration(least)} to ${duration(most)})${written}.`;
  },
  part: ({ what, detail, seconds }: RunEstimate['parts'][number]): string =>
    `${what}: ${duration(seconds)} (${detail})`,
  check: ({ state, sentence }: RunCheck): string =>
    `${state === 'passed' ? 'Checked' : 'Warning'}: ${sentence}`,
};

type Interval = Pick<RunEstimate, 'seconds' | 'least' | 'most'>;
