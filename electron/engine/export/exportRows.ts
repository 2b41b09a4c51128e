import path from 'node:path';
import type { ExportRequest } from '../../contract/exportRequest.ts';
import type { ExportedFile } from '../../contract/results.ts';
import { openProject } from '../project/project.ts';
import { syncRows } from '../review/syncRows.ts';
import { readDraft } from '../session/draft.ts';
import { exportReviewed } from './exportReviewed.ts';

/**
 * Writes the rows of a project that is not open, as reviewers left them.
 * @throws BadInput as `exportReviewed`, or if there is no project
 */
export async function exportRows(
  folder: string,
  to: string,
  request: Omit<ExportRequest, 'folder'>,
): Promise<ExportedFile> {
  const project = await openProject(folder, { create: false });
  try {
    // a project that no window has opened since its run
    syncRows(project.database);
    const { labels } = readDraft(project).task;
    return await exportReviewed(project, { ...request, folder: path.resolve(to) }, labels);
  } finally {
    project.close();
  }
}
