import type { ReportEntry } from './report.ts';

/** What is wrong with a line of the report whose predictions all have one label; null if they have not. */
export function notTrained({ yardstick, test, validation }: ReportEntry): string | null {
  const only = test ? test.only : validation?.only;
  if (only === undefined || yardstick === 'majority') return null;
  if (yardstick === 'teacher' || yardstick === 'teacherUncalibrated')
    return `calls every text ${only}: it was not asked well`;
  return `calls every text ${only}: it is not trained`;
}
