import { signedPoints } from './learningCurve.ts';
import { notTrained } from './notTrained.ts';
import type { Report } from './report.ts';

/** What would help most after a run. */
export interface NextStep {
  /** The page on which it is done. */
  readonly page: 'label' | 'measure' | 'review' | 'models' | 'run';
  /** The words of its button. */
  readonly action: string;
  readonly why: string;
}

/** The difference in accuracy that is worth looking for, from 0 to 1; ours. */
const WORTHWHILE = 0.03;

/** The next step that a report suggests to its user. */
export function nextStep({ comparison, entries, leaks }: Report): NextStep {
  if (leaks) {
    return {
      page: 'measure',
      action: 'Reject the copies of test texts',
      why: 'Nothing can be said of the rows before: their students have seen the test.',
    };
  }
  if (!comparison) return withoutComparison(entries);
  const { ci95, kept, rows, n, curves } = comparison;
  if (kept === rows) {
    return {
      page: 'review',
      action: 'Review the rows',
      why: 'They pay. Each wrong one that is put right makes them pay more; then export the student.',
    };
  }
  const labels = curves?.labels.more.find(({ gain, ci95 }) => gain >= WORTHWHILE && ci95[0] > 0);
  if (labels) {
    return {
      page: 'label',
      action: `Label ${labels.n} more texts`,
      why: `By the learning curve of your labels they would bring about ${signedPoints(labels.gain)} points, which these rows do not.`,
    };
  }
  const [low, high] = ci95;
  const half = (high - low) / 2;
  if (high < WORTHWHILE || half <= WORTHWHILE) {
    return {
      page: 'models',
      action: 'Choose a larger teacher',
      why: 'These rows bring little or harm; a teacher that writes truer rows, or more labels of yours, would help.',
    };
  }
  // an interval narrows with the root of the number of texts
  const needed = Math.ceil((n * (half / WORTHWHILE) ** 2) / 10) * 10;
  return {
    page: 'label',
    action: 'Label more test texts',
    why:
      `With ${n} the difference is known to within ${Math.ceil(100 * half)} points; with about ${needed} it would ` +
      'be to within 3.',
  };
}

function withoutComparison(entries: Report['entries']): NextStep {
  const untrained = entries.find((entry) => entry.labels !== null && notTrained(entry));
  if (untrained) {
    return {
      page: 'label',
      action: 'Label more texts',
      why: `${untrained.title} ${notTrained(untrained)}.`,
    };
  }
  return entries.some(({ test }) => test)
    ? {
        page: 'run',
        action: 'Compare labels with rows',
        why: 'This run trained no student of all labels and its rows (student.labelsAndRows).',
      }
    : {
        page: 'label',
        action: 'Label test texts',
        why: 'Without them no student can be compared with another.',
      };
}
