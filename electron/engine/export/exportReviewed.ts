import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ExportedFile, RowFormat } from '../../contract/results.ts';
import type { TaskLabel } from '../../contract/taskSchema.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { writeArgilla } from '../exchange/argilla.ts';
import { writeLabelStudio } from '../exchange/labelStudio.ts';
import type { SentRow } from '../exchange/outsideDecision.ts';
import { replaceFolder } from '../files/replaceFolder.ts';
import { replaceOwnFile } from '../files/replaceOwnFile.ts';
import type { Project } from '../project/project.ts';
import { reviewedRows } from '../recipes/reviewed.ts';
import { borrowStudent } from '../runtime/borrow.ts';
import { copyStudent } from './copyStudent.ts';
import { writeHuggingFace } from './huggingFace.ts';
import { type ExportedRow, rowFormats } from './rowFormats.ts';

/**
 * Writes the project's reviewed rows, or its newest student, to `exports/`.
 * @param labels of the task
 * @throws BadInput if there is nothing to write
 */
export async function exportReviewed(
  project: Project,
  { what, only }: { what: RowFormat | 'student'; only: 'accepted' | 'notRejected' },
  labels: readonly TaskLabel[],
): Promise<ExportedFile> {
  if (what === 'student') return exportStudent(project);
  const rows = reviewedRows(project.database, only);
  if (rows.length === 0) {
    throw new BadInput(
      only === 'accepted'
        ? 'No row is accepted yet. Accept rows in Review, or export all that nobody rejected.'
        : 'There are no rows yet; run a recipe first.',
    );
  }
  const which = only === 'accepted' ? 'accepted' : 'not-rejected';
  const plain = rows.map(({ context, text, label, answerStart, origin }) => ({
    ...(context === undefined ? {} : { context }),
    text,
    label,
    ...(answerStart === undefined ? {} : { answerStart }),
    origin,
  }));
  if (what !== 'jsonl' && plain.some(({ answerStart }) => answerStart !== undefined)) {
    throw new BadInput(
      `Questions with their answers are written as JSONL, in SQuAD's form, not as ${what}. Choose JSONL.`,
    );
  }
  if (what === 'huggingFace') {
    const name = `hugging-face-${which}`;
    const folder = project.path('exports', name);
    await writeHuggingFace(folder, plain, {
      name: path.basename(project.folder, '.stillroom'),
      labels,
      selection: only === 'accepted' ? 'those that people accepted' : 'all that nobody rejected',
    });
    return { name, path: folder, rows: rows.length };
  }
  const { ending, content } = fileOf(what, rows, plain);
  const name = `rows-${which}.${ending}`;
  const file = replaceOwnFile(project.path('exports'), name, content);
  return { name, path: file, rows: rows.length };
}

function fileOf(
  what: Exclude<RowFormat, 'huggingFace'>,
  rows: readonly SentRow[],
  plain: readonly ExportedRow[],
): { ending: string; content: string | Uint8Array } {
  if (what === 'labelStudio') {
    return { ending: 'label-studio.json', content: writeLabelStudio(rows) };
  }
  if (what === 'argilla') return { ending: 'argilla.json', content: writeArgilla(rows) };
  const { ending, write } = rowFormats[what];
  return { ending, content: write(plain) };
}

async function exportStudent(project: Project): Promise<ExportedFile> {
  const newest = studentsOf(project).find(({ id }) => existsSync(project.path(id)));
  if (!newest) throw new BadInput('There is no student yet; finish a run first.');
  const target = project.path('exports', path.basename(newest.id));
  await borrowStudent((host) =>
    replaceFolder(target, (beside) => copyStudent(host, project, newest.id, beside)),
  );
  return { name: path.basename(target), path: target, rows: null };
}
