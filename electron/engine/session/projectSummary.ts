import path from 'node:path';
import type { Draft } from '../../contract/draft.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { type RecipeSettings, recipeId, recipeTitle } from '../../contract/recipes/recipes.ts';
import type { ProjectSummary, RunSummary } from '../../contract/snapshot.ts';
import { outgoingOf } from '../endpoints/outgoing.ts';
import type { Project } from '../project/project.ts';
import { goldCounts } from './draft.ts';

export const recipeTitleOf = (settings: RecipeSettings) => recipeTitle(recipeId(settings));

/** The open project as windows show it. */
export function projectSummary(project: Project & { draft(): Draft }): ProjectSummary {
  const { database, folder } = project;
  const runs = database
    .all<Omit<RunSummary, 'recipes'> & { experiment: string }>(
      'SELECT id, state, reason, seconds, experiment FROM runs ORDER BY id DESC',
    )
    .map(({ experiment, ...run }) => ({
      ...run,
      recipes: (JSON.parse(experiment) as Experiment).recipes.map(recipeTitleOf),
    }));
  const rows = database.get<ProjectSummary['rows']>(
    `SELECT count(*) AS "all", coalesce(sum(dropped_by IS NULL), 0) AS kept,
       coalesce(sum(state = 'open' AND dropped_by IS NULL), 0) AS open,
       coalesce(sum(state = 'accepted'), 0) AS accepted,
       coalesce(sum(state = 'rejected'), 0) AS rejected FROM review_rows WHERE current = 1`,
  )!;
  const { deletions } = database.get<{ deletions: number }>(
    'SELECT count(*) AS deletions FROM deletions',
  )!;
  const draft = project.draft();
  const gold = goldCounts(project, draft);
  const name = path.basename(folder, '.stillroom');
  const outgoing = outgoingOf(draft.teacher);
  return { folder, name, draft, gold, runs, rows, deletions, outgoing };
}
