import path from 'node:path';
import type { MeasuresPage } from '../../contract/measures.ts';
import type { ExportedFile } from '../../contract/results.ts';
import { lastReport } from '../evaluation/finishedRuns.ts';
import { appVersion } from '../files/appVersion.ts';
import { replaceOwnFile } from '../files/replaceOwnFile.ts';
import { measureMap, measuresPage } from '../measuring/measureProject.ts';
import { BLIND } from '../measuring/readRatings.ts';
import type { Project } from '../project/project.ts';
import { reportPage } from './reportPage.ts';
import { reviewerNumbers } from './reviewerNumbers.ts';

const NAME = 'report.html';

/**
 * Writes the report of the last finished run and the measures as they were last made to
 * `exports/report.html`.
 * @throws BadInput if no run has begun
 */
export function exportReport(project: Project): ExportedFile {
  const page = reportPage({
    name: path.basename(project.folder, '.stillroom'),
    report: lastReport(project.database),
    measures: numbered(measuresPage(project), reviewerNumbers(project.database)),
    mapOf: (name) => measureMap(project, name),
    version: appVersion(),
    at: new Date(),
  });
  return { name: NAME, path: replaceOwnFile(project.path('exports'), NAME, page), rows: null };
}

/** The measures with numbers in the place of people's names, as in all that is exported. */
function numbered(page: MeasuresPage, numbers: ReadonlyMap<string, string>): MeasuresPage {
  const numberOf = (rater: string) => {
    const isBlind = rater.endsWith(BLIND);
    const name = isBlind ? rater.slice(0, -BLIND.length) : rater;
    return `${numbers.get(name) ?? name}${isBlind ? BLIND : ''}`;
  };
  return {
    ...page,
    panels: page.panels.map((panel) => ({
      ...panel,
      lines: panel.lines.map((line) =>
        line.raters ? { ...line, title: line.raters.map(numberOf).join(' and ') } : line,
      ),
    })),
  };
}
