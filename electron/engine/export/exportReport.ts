import path from 'node:path';
import type { Report } from '../../contract/report.ts';
import type { ExportedFile } from '../../contract/results.ts';
import { appVersion } from '../files/appVersion.ts';
import { replaceOwnFile } from '../files/replaceOwnFile.ts';
import { measureMap, measuresPage } from '../measuring/measureProject.ts';
import type { Project } from '../project/project.ts';
import { reportPage } from './reportPage.ts';

const NAME = 'report.html';

/**
 * Writes the report of the last finished run and the measures as they were last made to
 * `exports/report.html`.
 * @throws BadInput if no run has begun
 */
export function exportReport(project: Project): ExportedFile {
  const last = project.database.get<{ facts: string }>(
    "SELECT facts FROM runs WHERE state = 'done' AND facts IS NOT NULL ORDER BY id DESC LIMIT 1",
  );
  const page = reportPage({
    name: path.basename(project.folder, '.stillroom'),
    report: last ? (JSON.parse(last.facts) as Report) : null,
    measures: measuresPage(project),
    mapOf: (name) => measureMap(project, name),
    version: appVersion(),
    at: new Date(),
  });
  return { name: NAME, path: replaceOwnFile(project.path('exports'), NAME, page), rows: null };
}
