import { notTrained } from './notTrained.ts';
import type { Report } from './report.ts';
import { speaksForRows } from './rowUse.ts';

/** What would help most after a run. */
export interface NextStep {
  /** The page on which it is done. */
  readonly page: 'label' | 'review' | 'models';
  /** The words of its button. */
  readonly action: string;
  readonly why: string;
}

/** The difference in accuracy that is worth looking for; ours. */
const WORTHWHILE = 0.03;

/** The next step that a report suggests to its user. */
export function nextStep({ comparison, entries }: Report): NextStep {
  if (!comparison) {
    const untrained = entries.find((entry) => entry.labels !== null && notTrained(entry));
    return untrained
      ? label('Label more texts', `${untrained.title} ${notTrained(untrained)}.`)
      : label('Label test texts', 'Without them no student can be compared with another.');
  }
  const { ci95, kept, rows, choice, n } = comparison;
  if (kept === rows) {
    return {
      page: 'review',
      action: 'Review the rows',
      why: 'They pay. Each wrong one that is put right makes them pay more; then export the student.',
    };
  }
  const [low, high] = ci95;
  if (high < WORTHWHILE || (choice && !speaksForRows(choice))) {
    return {
      page: 'models',
      action: 'Choose a larger teacher',
      why: 'These rows bring little or harm; a teacher that writes truer rows, or more labels of yours, would help.',
    };
  }
  const half = (high - low) / 2;
  // an interval narrows with the root of the number of texts
  const needed = Math.ceil((n * (half / WORTHWHILE) ** 2) / 10) * 10;
  return label(
    'Label more test texts',
    `With ${n} a difference of ${Math.ceil(100 * half)} points or more would show; about ${needed} would show 3.`,
  );
}

const label = (action: string, why: string): NextStep => ({ page: 'label', action, why });
