import type { Database } from '../../../native/sqlite/database.ts';
import type { Figure } from '../../contract/figure.ts';
import type { Report } from '../../contract/report.ts';
import { finishedRuns } from '../evaluation/finishedRuns.ts';

/** What the last student of each recipe reached on test texts, by the recipe's id. */
export function testScores(database: Database): ReadonlyMap<string, Figure> {
  // a later run, and a later round of a run, takes the place of an earlier one
  return new Map(
    finishedRuns(database)
      .reverse()
      .flatMap(({ report: { entries, leaks } }) =>
        entries.flatMap(({ recipe, test }) =>
          recipe === null ? [] : [[recipe, scoreOf(test, leaks !== undefined)] as const],
        ),
      ),
  );
}

function scoreOf(test: Report['entries'][number]['test'], isLeaked: boolean): Figure {
  if (isLeaked) return { undefinedBecause: 'rows of its run copy test texts' };
  if (test === null) return { undefinedBecause: 'its run had no test texts' };
  if (test.only !== undefined) {
    return { undefinedBecause: `its student says ${test.only} of every text` };
  }
  return { value: test.accuracy, ci95: test.ci95 };
}
