import { notTrained } from '../contract/notTrained.ts';
import type { Report, ReportEntry, Score } from '../engine/engine.ts';

type Tested = ReportEntry & { readonly test: Score };

/**
 * Interprets a report for its user and suggests the next step: it compares the best student that
 * learned from generated rows with the best that learned from none, on the same test texts.
 */
export function adviceOf({ entries }: Report): string {
  const tested = entries
    .filter((entry): entry is Tested => entry.test !== null)
    .toSorted((a, b) => b.test.accuracy - a.test.accuracy);
  const withRows = tested.find(hasWrittenRows);
  const without = tested.find((entry) => !hasWrittenRows(entry));
  const fault = withRows && notTrained(withRows);
  if (fault) {
    return (
      `Advice: ask for more rows, or choose a larger teacher: even the best student of written rows, ` +
      `${withRows.title}, ${fault}.`
    );
  }
  if (!withRows || !without)
    return 'Advice: give test texts with labels, so that a student is measured.';
  const figures = `${told(withRows)}; without written rows, ${told(without)}`;
  if (withRows.test.ci95[0] > without.test.accuracy) {
    return `Advice: the written rows helped (${figures}). Review them, then export that student.`;
  }
  if (without.test.ci95[0] > withRows.test.accuracy) {
    return (
      `Advice: do not use these rows yet, a student without them is better (${figures}). Try a larger ` +
      'teacher; `stillroom models list` shows them.'
    );
  }
  return (
    `Advice: no significant difference on ${withRows.test.n} test texts (${figures}; 95% intervals). ` +
    'Label more test texts, or try a larger teacher.'
  );
}

/** A recipe's students, and yardsticks trained on a recipe's rows. */
function hasWrittenRows({ recipe, rowsOf }: ReportEntry): boolean {
  return recipe !== null || rowsOf !== null;
}

function told(entry: Tested): string {
  return `${entry.title} has ${(entry.test.accuracy * 100).toFixed(1)} of 100 right`;
}
