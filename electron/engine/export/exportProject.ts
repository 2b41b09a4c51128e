import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import type { Host } from '../../hosts/host.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { replaceFolder } from '../files/replaceFolder.ts';
import {
  inOrderOfWriting,
  itemName,
  parseStepKey,
  type StepFacts,
  stepName,
} from '../journal/stepKey.ts';
import { withoutNull } from '../journal/withoutNull.ts';
import { openProject, type Project } from '../project/project.ts';
import { borrowStudent } from '../runtime/borrow.ts';
import { copyStudent } from './copyStudent.ts';
import { datasetFields } from './datasetFields.ts';
import { rowFields } from './exportedRow.ts';
import { requireOutside } from './exportTarget.ts';
import { rowTable } from './rowTable.ts';

export interface Exported {
  readonly what: string;
  readonly path: string;
  readonly rows?: number;
}

const DATASET = 'dataset.jsonl';
const STUDENT = 'student';
/** The folder of the student that the verdict of the last run keeps. */
const KEPT = 'kept';

/**
 * Writes the dataset and the student of each recipe's last finished run:
 * `NAME/dataset.jsonl` (kept rows, each with its lineage) and `NAME/student/` (model.onnx,
 * model.safetensors, config.json, tokenizer.json); and `kept/student/`, the student that the verdict
 * of the last finished run keeps.
 * A folder of an earlier export is replaced whole, and only if nobody changed it.
 * @throws BadInput if no run has finished, or a file that Stillroom did not write is in the way
 */
export async function exportProject(folder: string, to: string): Promise<Exported[]> {
  requireOutside(folder, to);
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
  const steps = finishedSteps(project);
  for (const [recipe, { data }] of recipeVariants) {
    if (data.makes === 'nothing') continue;
    const own = lastRunOf(recipe, steps);
    if (own.length === 0) continue;
    const rows =
      data.makes === 'reviewedRows' ? reviewedDataset(project) : datasetRows(project, own);
    if (rows.length === 0) continue;
    const target = path.join(to, recipe.replace('/', '-'));
    const student = studentFolder(project, own);
    await replaceFolder(target, async (beside) => {
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
      writeFileSync(path.join(beside, DATASET), lines.join(''));
      if (student) await copyStudent(host, project, student, path.join(beside, STUDENT));
    });
    const dataset = `${recipe} dataset, ${rows.length} rows`;
    written.push({ what: dataset, path: path.join(target, DATASET), rows: rows.length });
    if (student) written.push({ what: `${recipe} student`, path: path.join(target, STUDENT) });
  }
  const kept = studentsOf(project).find(({ isKept }) => isKept);
  if (kept && existsSync(project.path(kept.id))) {
    const target = path.join(to, KEPT);
    await replaceFolder(target, (beside) =>
      copyStudent(host, project, kept.id, path.join(beside, STUDENT)),
    );
    written.push({ what: `kept student: ${kept.title}`, path: path.join(target, STUDENT) });
  }
  if (written.length === 0) {
    throw new BadInput(
      `No run of ${project.folder} has finished yet, so there is nothing to export.`,
    );
  }
  return written;
}

/** A step of a finished run. */
interface FinishedStep extends StepFacts {
  readonly run: number;
  readonly id: number;
  readonly key: string;
}

function finishedSteps({ database }: Project): readonly FinishedStep[] {
  return database
    .all<{ run: number; id: number; key: string }>(
      `SELECT run, steps.id AS id, key FROM runs JOIN run_steps ON run = runs.id
       JOIN steps ON steps.id = step WHERE state = 'done' ORDER BY run, steps.id`,
    )
    .map((step) => ({ ...step, ...parseStepKey(step.key) }));
}

/** Whether it trained the recipe's own student, rather than one of a round, a seed or a grid. */
const trainsStudent = ({ phase, round, isRepeat }: FinishedStep) =>
  phase === 'train' && round === null && !isRepeat;

/**
 * The recipe's steps in the last finished run that trained its student. A run that only took some
 * of its rows for another recipe does not count.
 */
function lastRunOf(recipe: string, steps: readonly FinishedStep[]): readonly FinishedStep[] {
  const own = steps.filter((step) => step.recipe === recipe);
  const last = own.findLast(trainsStudent) ?? own.at(-1);
  return own.filter(({ run }) => run === last?.run);
}

type DatasetRow = { readonly id: string };

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

/** Rows that nobody rejected, with their reviews applied; reviewers are numbered. */
function reviewedDataset({ database }: Project): DatasetRow[] {
  const { rows } = rowTable(database, { only: 'notRejected', reviewerNames: false });
  return Array.from(rows, (row) => {
    const { origin, ...fields } = rowFields(row);
    return { id: origin, ...fields };
  });
}

/** Kept rows in the order of their steps; ids order them by step and item, not by arrival. */
function datasetRows({ database }: Project, steps: readonly FinishedStep[]): DatasetRow[] {
  return steps
    .filter(({ phase }) => phase === 'clean')
    .toSorted((a, b) => inOrderOfWriting(a.key, b.key))
    .flatMap(({ id }) =>
      database.all<StoredRow>(
        `SELECT key, hash, i, context, text, label, answer_start AS answerStart, lineage FROM examples
         JOIN steps ON steps.id = examples.step WHERE step = ? AND dropped_by IS NULL ORDER BY i`,
        id,
      ),
    )
    .map(({ key, hash, i, lineage, ...row }) => ({
      id: itemName(stepName(key, hash), i),
      ...datasetFields(withoutNull(row)),
      ...(JSON.parse(lineage) as object),
    }));
}

function studentFolder(project: Project, steps: readonly FinishedStep[]): string | undefined {
  // a student that only judged texts was not kept
  const folders = steps
    .filter(trainsStudent)
    .flatMap(({ id }) =>
      project.database.column<string>('SELECT folder FROM students WHERE step = ?', id),
    );
  return folders.find((folder) => existsSync(project.path(folder)));
}
