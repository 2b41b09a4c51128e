import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { ReviewedSettings } from '../../contract/recipeSchema.ts';
import type { ReviewState } from '../../contract/review.ts';
import { type Stored, withoutNull } from '../journal/withoutNull.ts';
import type { Laboratory } from '../steps/context.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { finalStudents } from '../training/finalStudents.ts';
import { scoreOf } from '../training/trainStudent.ts';
import { recipeName } from './recipeName.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * A student trained on the project's rows as reviewers left them: relabelled and edited where they
 * said so, without what they rejected. Ours; no paper describes it.
 * @throws BadInput where a label has no rows
 */
export async function reviewed(lab: Laboratory, { only }: ReviewedSettings): Promise<RecipeResult> {
  const { gold, task, project } = lab;
  const rows = reviewedRows(project.database, only);
  const without = labelsWithoutRow(task.labels, rows);
  if (without.length > 0) {
    throw new BadInput(
      `There is no ${only === 'accepted' ? 'accepted ' : ''}row with the label ${without.join(', ')}, ` +
        'so a student cannot learn it. Review more rows, or train on all that nobody rejected.',
    );
  }
  const written = new Set(rows.map(({ recipe }) => recipe));
  const splits = new Set([...written].flatMap((name) => labelsOf(name, lab)));
  const { students, labels, ...tuning } = await finalStudents(lab, 'reviewed/train', rows, {
    choose: splits.has('validation') ? 'best' : 'last',
    consumed: (['seed', 'validation'] as const).flatMap((split) =>
      splits.has(split) ? gold[split] : [],
    ),
  });
  const examples = rows.map(({ origin, text, label, context, answerStart }) => ({
    ...(context === undefined ? {} : { context }),
    text,
    label,
    ...(answerStart === undefined ? {} : { answerStart }),
    lineage: { generation: origin },
    droppedBy: null,
  }));
  const counts = { asked: rows.length, generated: 0, dropped: {}, kept: rows.length };
  return {
    recipe: 'reviewed',
    rounds: [
      {
        round: 0,
        variant: only === 'accepted' ? 'accepted rows' : 'rows nobody rejected',
        rows: counts,
        emptyQueries: 0,
        validation: scoreOf(lab, students, 'validation'),
        test: scoreOf(lab, students, 'test'),
        tokens: 0,
        steps: ['reviewed/'],
      },
    ],
    examples,
    students,
    ...tuning,
    consumed: labels,
    reviewed: rows.filter(({ state }) => state === 'accepted').length,
  };
}

const SEED: readonly ('seed' | 'validation')[] = ['seed'];

/** The splits whose labels a recipe's rows were made from or chosen by. */
function labelsOf(name: string, { task, project }: Laboratory): readonly ('seed' | 'validation')[] {
  // of questions the seed set's answers are the rows' labels
  if (task.kind === 'extractive-qa' && name !== 'goldgen') return ['seed', 'validation'];
  if (name.startsWith('synthesizrr/') && isFromNoLabel(project.database, name)) return [];
  return LABELS_OF[name] ?? SEED;
}

/** Whether the rows' seed set was written by the teacher, and from no human example. */
function isFromNoLabel(database: Database, name: string): boolean {
  const runs = database.column<string>('SELECT experiment FROM runs ORDER BY id DESC');
  const settings = runs
    .flatMap((experiment) => (JSON.parse(experiment) as Experiment).recipes)
    .find((recipe) => recipeName(recipe) === name);
  return (
    settings?.kind === 'synthesizrr' && settings.bootstrap > 0 && settings.bootstrapExamples === 0
  );
}

/** Where those are not the seed set's. */
const LABELS_OF: Readonly<Record<string, readonly ('seed' | 'validation')[]>> = {
  s3: ['validation'],
  s3WithoutEes: ['validation'],
  goldgen: ['validation'],
  hybrid: ['seed', 'validation'],
  'transfer/ourAdd': ['validation'],
  'transfer/synAdd': ['validation'],
  'fewgen/zero-shot': [],
  teacherLabels: [],
  zerogen: [],
};

export interface ReviewedRow {
  readonly id: number;
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  readonly answerStart?: number;
  readonly origin: string;
  readonly recipe: string;
  readonly state: ReviewState;
}

const WHERE = `current = 1
  AND (state = 'accepted' OR (? AND dropped_by IS NULL AND state <> 'rejected'))`;

/** How many rows `reviewedRows` gives. */
export function countReviewed(database: Database, only: ReviewedSettings['only']): number {
  const sql = `SELECT count(*) AS n FROM review_rows WHERE ${WHERE}`;
  return database.get<{ n: number }>(sql, only === 'notRejected' ? 1 : 0)!.n;
}

/** Rows that cleaning dropped count only where a person accepted them all the same. */
export function reviewedRows(
  database: Database,
  only: ReviewedSettings['only'],
): readonly ReviewedRow[] {
  return database
    .all<Stored<ReviewedRow>>(
      `SELECT id, context, text, label, answer_start AS answerStart, origin, recipe, state
       FROM review_rows WHERE ${WHERE} ORDER BY id`,
      only === 'notRejected' ? 1 : 0,
    )
    .map(withoutNull);
}
