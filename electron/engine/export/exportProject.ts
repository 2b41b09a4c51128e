import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Host } from '../../hosts/host.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { withoutNull } from '../journal/withoutNull.ts';
import { openProject, type Project } from '../project/project.ts';
import { reviewedRows } from '../recipes/reviewed.ts';
import { borrowStudent } from '../runtime/borrow.ts';
import { copyStudent } from './copyStudent.ts';
import { datasetFields } from './datasetFields.ts';

export interface Exported {
  readonly what: string;
  readonly path: string;
  readonly rows?: number;
}

interface Recipe {
  /** As in the journal's keys: 's3', 'synthesizrr/zero-shot'. */
  readonly name: string;
  /** Null where the rows are those that people reviewed. */
  readonly examples: string | null;
  readonly student: string;
}

const RECIPES: readonly Recipe[] = [
  ...['s3', 'hybrid', 'transfer/synAdd'].map((name) => ({
    name,
    examples: `${name}/`,
    student: `${name}/final/train`,
  })),
  ...[
    's3WithoutEes',
    'goldgen',
    'synthesizrr/zero-shot',
    'synthesizrr/retricl',
    'synthesizrr/non-retricl',
    'fewgen/zero-shot',
    'fewgen/few-shot',
    'teacherLabels',
    'zerogen',
    'transfer/ourAdd',
  ].map((name) => ({ name, examples: `${name}/`, student: `${name}/train` })),
  { name: 'reviewed', examples: null, student: 'reviewed/train' },
];

/**
 * Writes the dataset and the student of each recipe's last finished run:
 * `NAME/dataset.jsonl` (kept rows, each with its lineage) and `NAME/student/` (model.onnx,
 * model.safetensors, config.json, tokenizer.json).
 * @throws BadInput where no run has finished, or a file of that name is in the way
 */
export async function exportProject(folder: string, to: string): Promise<Exported[]> {
  const project = await openProject(folder, { create: false });
  try {
    return await borrowStudent((host) => exportRecipes(project, host, to));
  } finally {
    project.close();
  }
}

async function exportRecipes(
  project: Project,
  host: Host<StudentHost>,
  to: string,
): Promise<Exported[]> {
  const written: Exported[] = [];
  for (const recipe of RECIPES) {
    const run = lastFinishedRun(project, recipe);
    if (run === undefined) continue;
    const rows = datasetRows(project, run, recipe);
    if (rows.length === 0) continue;
    const target = path.join(to, recipe.name.replace('/', '-'));
    makeFolder(target);
    const dataset = path.join(target, 'dataset.jsonl');
    writeWhole(dataset, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    written.push({
      what: `${recipe.name} dataset, ${rows.length} rows`,
      path: dataset,
      rows: rows.length,
    });
    const student = studentFolder(project, run, recipe);
    if (!student) continue;
    const copy = path.join(target, 'student');
    await copyStudent(host, project, student, copy);
    written.push({ what: `${recipe.name} student`, path: copy });
  }
  if (written.length === 0) {
    throw new BadInput(
      `No run of ${project.folder} has finished yet, so there is nothing to export.`,
    );
  }
  return written;
}

/** One that trained the recipe's student, rather than one that took some of its rows for another. */
function lastFinishedRun({ database }: Project, { student, examples }: Recipe): number | undefined {
  return database.get<{ id: number }>(
    `SELECT runs.id FROM runs JOIN run_steps ON run = runs.id JOIN steps ON steps.id = step
     WHERE state = 'done' AND (key = ? OR key LIKE ?) ORDER BY key = ? DESC, runs.id DESC LIMIT 1`,
    ...[student, `${examples ?? student}%`, student],
  )?.id;
}

type DatasetRow = { readonly id: string } & ReturnType<typeof datasetFields>;

interface StoredRow {
  readonly key: string;
  readonly hash: string;
  readonly i: number;
  readonly context: string | null;
  readonly text: string;
  readonly label: string;
  readonly answerStart: number | null;
  readonly lineage: string;
}

/**
 * Kept rows in the order of their steps, or those nobody rejected; ids say which step and item, not
 * which arrival.
 */
function datasetRows({ database }: Project, run: number, { examples }: Recipe): DatasetRow[] {
  if (examples === null) {
    return reviewedRows(database, 'notRejected').map(({ origin, ...row }) => ({
      id: origin,
      ...datasetFields(row),
    }));
  }
  return database
    .all<StoredRow>(
      `SELECT key, hash, i, context, text, label, answer_start AS answerStart, lineage FROM examples
       JOIN steps ON steps.id = examples.step
       JOIN run_steps ON run_steps.step = steps.id
       WHERE run = ? AND key LIKE ? AND dropped_by IS NULL ORDER BY i`,
      run,
      `${examples}%`,
    )
    .sort((a, b) => inOrderOfWriting(a.key, b.key))
    .map(({ key, hash, i, lineage, ...row }) => ({
      id: `${key}@${hash.slice(0, 8)}#${i}`,
      ...datasetFields(withoutNull(row)),
      ...(JSON.parse(lineage) as object),
    }));
}

/** The seed set first, then rounds and draws by number. */
function inOrderOfWriting(a: string, b: string): number {
  const isSeed = (key: string) => Number(key.endsWith('/seed/clean'));
  return isSeed(b) - isSeed(a) || a.localeCompare(b, 'en', { numeric: true });
}

function studentFolder(project: Project, run: number, { student }: Recipe): string | undefined {
  const row = project.database.get<{ folder: string }>(
    `SELECT folder FROM students JOIN run_steps ON run_steps.step = students.step
     JOIN steps ON steps.id = students.step WHERE run = ? AND key = ?`,
    run,
    student,
  );
  return row && existsSync(project.path(row.folder)) ? row.folder : undefined;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isTaken = code === 'EEXIST' || code === 'ENOTDIR';
    throw new BadInput(
      `${folder} cannot be made${isTaken ? ': a file is in the way' : ` (${code})`}. Choose another folder with --to.`,
    );
  }
}
