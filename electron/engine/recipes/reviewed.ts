import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { LabelledSplit } from '../../contract/recipes/recipeData.ts';
import { type RecipeSettings, recipeId, recipeVariants } from '../../contract/recipes/recipes.ts';
import { reviewed as data, type ReviewedSettings } from '../../contract/recipes/reviewed.ts';
import type { ReviewState } from '../../contract/review.ts';
import { stepKey } from '../journal/stepKey.ts';
import { type Stored, withoutNull } from '../journal/withoutNull.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { finalStudents } from '../training/finalStudents.ts';
import { scoreOf } from '../training/trainStudent.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * A student trained on the project's rows as reviewers left them: relabelled and edited rows count
 * as changed, rejected ones are left out. Ours; no paper describes it.
 * @throws BadInput if a label has no rows
 */
async function run(ctx: RunContext, settings: ReviewedSettings): Promise<RecipeResult> {
  const { gold, task, project } = ctx;
  const { only } = settings;
  const rows = reviewedRows(project.database, only);
  const without = labelsWithoutRow(task.labels, rows);
  if (without.length > 0) {
    throw new BadInput(
      `There is no ${only === 'accepted' ? 'accepted ' : ''}row with the label ${without.join(', ')}, ` +
        'so a student cannot learn it. Review more rows, or train on all that nobody rejected.',
    );
  }
  const splits = splitsOf(new Set(rows.map(({ recipe }) => recipe)), ctx);
  const { students, labels, ...tuning } = await finalStudents(
    ctx,
    stepKey('train', settings.kind),
    rows,
    {
      choose: splits.has('validation') ? 'best' : 'last',
      consumed: labelsIn(
        gold,
        (['seed', 'validation'] as const).filter((split) => splits.has(split)),
      ),
    },
  );
  const examples = rows.map(({ origin, gold: parent, text, label, context, answerStart }) => ({
    ...(context === undefined ? {} : { context }),
    text,
    label,
    ...(answerStart === undefined ? {} : { answerStart }),
    // a student of labels and rows must know which label a row was written from
    lineage: { generation: origin, ...(parent === undefined ? {} : { error: parent }) },
    droppedBy: null,
  }));
  const counts = { asked: rows.length, generated: 0, dropped: {}, kept: rows.length };
  return {
    settings,
    rounds: [
      {
        round: 0,
        title: `${data.paperName}, ${only === 'accepted' ? 'accepted' : 'not rejected'}`,
        rows: counts,
        emptyQueries: 0,
        validation: scoreOf(ctx, students, 'validation'),
        test: scoreOf(ctx, students, 'test'),
        tokens: 0,
        steps: ctx.run.used(),
      },
    ],
    examples,
    students,
    ...tuning,
    consumed: labels,
    reviewed: rows.filter(({ state }) => state === 'accepted').length,
  };
}

/** The splits whose labels the rows of these recipes were generated from or selected by. */
function splitsOf(ids: ReadonlySet<string>, { task, project }: RunContext): Set<LabelledSplit> {
  const written = settingsById(project.database);
  return new Set(
    [...ids].flatMap((id) => {
      const { data } = recipeVariants.get(id)!;
      const settings = written.get(id);
      if (settings) return data.consumes(settings, task.kind);
      // the rows of an S3 that only transfer ran: no settings of its own are recorded
      return data.needs.filter((need) => need !== 'corpus');
    }),
  );
}

/** The settings with which each recipe of the project last ran. */
function settingsById(database: Database): Map<string, RecipeSettings> {
  const runs = database.column<string>('SELECT experiment FROM runs ORDER BY id');
  return new Map(
    runs
      .flatMap((experiment) => (JSON.parse(experiment) as Experiment).recipes)
      .map((settings) => [recipeId(settings), settings]),
  );
}

export interface ReviewedRow {
  readonly id: number;
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  readonly answerStart?: number;
  readonly origin: string;
  /** The gold example that it was written from. */
  readonly gold?: string;
  readonly recipe: string;
  readonly state: ReviewState;
}

const WHERE = `current = 1
  AND (state = 'accepted' OR (? AND dropped_by IS NULL AND state <> 'rejected'))`;

/** The number of rows that `reviewedRows` returns. */
export function countReviewed(database: Database, only: ReviewedSettings['only']): number {
  const sql = `SELECT count(*) AS n FROM review_rows WHERE ${WHERE}`;
  return database.get<{ n: number }>(sql, only === 'notRejected' ? 1 : 0)!.n;
}

/** The ids of the rows that `reviewedRows` returns, in the same order. */
export function idsOfReviewed(
  database: Database,
  only: ReviewedSettings['only'],
): readonly number[] {
  const sql = `SELECT id FROM review_rows WHERE ${WHERE} ORDER BY id`;
  return database.column<number>(sql, only === 'notRejected' ? 1 : 0);
}

/** The recipes of the rows that `reviewedRows` returns, each with the newest experiment that has them. */
export function recipesOfReviewed(database: Database, only: ReviewedSettings['only']) {
  return database.all<{ recipe: string; rows: number; experiment: string }>(
    `SELECT recipe, count AS rows, experiment FROM
       (SELECT recipe, count(*) AS count, max(step) AS step, min(id) AS first FROM review_rows
        WHERE ${WHERE} GROUP BY recipe) AS made
     JOIN runs ON runs.id = (SELECT max(run) FROM run_steps WHERE run_steps.step = made.step)
     ORDER BY first`,
    only === 'notRejected' ? 1 : 0,
  );
}

/** Rows that cleaning dropped count only if a person accepted them anyway. */
export function reviewedRows(
  database: Database,
  only: ReviewedSettings['only'],
): readonly ReviewedRow[] {
  return database
    .all<Stored<ReviewedRow>>(
      `SELECT id, context, text, label, answer_start AS answerStart, origin, gold, recipe, state
       FROM review_rows WHERE ${WHERE} ORDER BY id`,
      only === 'notRejected' ? 1 : 0,
    )
    .map(withoutNull);
}

export const reviewed = defineRecipe<'reviewed'>({
  data,
  check() {},
  run,
  // most rows come from validation errors; only the run knows which of them were reviewed
  plan: ({ only }, sizes) => ({
    calls: 0,
    before: [],
    rows: sizes.reviewed[only],
    consumes: ['validation'],
  }),
  typicalCall: () => null,
  preview: () => [],
});
