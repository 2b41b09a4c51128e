import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ExportedFile, RowFormat } from '../../contract/results.ts';
import type { Project } from '../project/project.ts';
import { reviewedRows } from '../recipes/reviewed.ts';
import { studentsOf } from '../report/resultsPage.ts';
import { borrowStudent } from '../steps/borrow.ts';
import { copyStudent } from './copyStudent.ts';
import { rowFormats } from './rowFormats.ts';
import { writeWhole } from './writeWhole.ts';

/**
 * Writes the project's rows as reviewers left them, or its newest student, to `exports/`.
 * @throws BadInput where there is nothing to write
 */
export async function exportReviewed(
  project: Project,
  { what, only }: { what: RowFormat | 'student'; only: 'accepted' | 'notRejected' },
): Promise<ExportedFile> {
  mkdirSync(project.path('exports'), { recursive: true });
  if (what === 'student') return exportStudent(project);
  const rows = reviewedRows(project.database, only).map(({ text, label, origin }) => ({
    text,
    label,
    origin,
  }));
  if (rows.length === 0) {
    throw new BadInput(
      only === 'accepted'
        ? 'No row is accepted yet. Accept rows in Review, or export all that nobody rejected.'
        : 'There are no rows yet; run a recipe first.',
    );
  }
  const { ending, write } = rowFormats[what];
  const name = `rows-${only === 'accepted' ? 'accepted' : 'not-rejected'}.${ending}`;
  const file = project.path('exports', name);
  writeWhole(file, write(rows));
  return { name, path: file, rows: rows.length };
}

async function exportStudent(project: Project): Promise<ExportedFile> {
  const newest = studentsOf(project).find(({ id }) => existsSync(project.path(id)));
  if (!newest) throw new BadInput('There is no student yet; finish a run first.');
  const target = project.path('exports', path.basename(newest.id));
  await borrowStudent((host) => copyStudent(host, project.path(newest.id), target));
  return { name: path.basename(target), path: target, rows: null };
}
