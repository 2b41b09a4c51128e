import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { exportFormats } from '../../contract/exportFormats.ts';
import type { ExportRequest } from '../../contract/exportRequest.ts';
import type { ExportedFile } from '../../contract/results.ts';
import type { TaskLabel } from '../../contract/taskSchema.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { appVersion } from '../files/appVersion.ts';
import { replaceFolder } from '../files/replaceFolder.ts';
import { replaceOwnFile } from '../files/replaceOwnFile.ts';
import type { Project } from '../project/project.ts';
import { borrowStudent } from '../runtime/borrow.ts';
import { copyStudent } from './copyStudent.ts';
import { datasetSources, teacherFacts } from './datasetSources.ts';
import { exportTarget } from './exportTarget.ts';
import { writeHuggingFace } from './huggingFace.ts';
import { rowFormats } from './rowFormats.ts';
import { rowTable } from './rowTable.ts';

/**
 * Writes the project's reviewed rows, or its newest student, to its `exports/` or the folder that is
 * asked for.
 * @param labels of the task
 * @throws BadInput if there is nothing to write, the format cannot hold it, or a file that Stillroom
 *   did not write is in the way
 */
export async function exportReviewed(
  project: Project,
  request: ExportRequest,
  labels: readonly TaskLabel[],
): Promise<ExportedFile> {
  const { what, only, reviewerNames = false } = request;
  if (what === 'student') return exportStudent(project, request);
  const table = rowTable(project.database, { only, reviewerNames });
  if (table.count === 0) {
    throw new BadInput(
      only === 'accepted'
        ? 'No row is accepted yet. Accept rows in Review, or export all that nobody rejected.'
        : 'There are no rows yet; run a recipe first.',
    );
  }
  const { ending, ofQuestions } = exportFormats[what];
  if (table.areQuestions && !ofQuestions) {
    throw new BadInput(
      `Questions with their answers are written as JSONL, in SQuAD's form, not as ${what}. Choose JSONL.`,
    );
  }
  const which = only === 'accepted' ? 'accepted' : 'not-rejected';
  if (what === 'huggingFace') {
    const { folder, name } = exportTarget(project, request, {
      usual: `hugging-face-${which}`,
      ending,
    });
    const target = path.join(folder, name);
    const sources = datasetSources(project.database, only);
    const teachers = [...new Set(sources.flatMap(({ teacher }) => teacher ?? []))];
    const store = openModelStore().folder;
    await writeHuggingFace(target, [...table.rows], {
      name: path.basename(project.folder, '.stillroom'),
      labels,
      selection: only === 'accepted' ? 'those that people accepted' : 'all that nobody rejected',
      columns: table.columns,
      sources,
      teachers: await Promise.all(teachers.map((teacher) => teacherFacts(store, teacher))),
      version: appVersion(),
      exportedAt: new Date(),
    });
    return { name, path: target, rows: table.count };
  }
  const { folder, name } = exportTarget(project, request, { usual: `rows-${which}`, ending });
  const file = replaceOwnFile(folder, name, rowFormats[what](table));
  return { name, path: file, rows: table.count };
}

async function exportStudent(project: Project, request: ExportRequest): Promise<ExportedFile> {
  const newest = studentsOf(project).find(({ id }) => existsSync(project.path(id)));
  if (!newest) throw new BadInput('There is no student yet; finish a run first.');
  const usual = path.basename(newest.id);
  const { folder, name } = exportTarget(project, request, { usual, ending: '' });
  const target = path.join(folder, name);
  await borrowStudent((host) =>
    replaceFolder(target, (beside) => copyStudent(host, project, newest.id, beside)),
  );
  return { name, path: target, rows: null };
}
