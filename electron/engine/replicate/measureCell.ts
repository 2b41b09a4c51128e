import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { recipeId, recipeVariants } from '../../contract/recipes/recipes.ts';
import { embedSets } from '../measuring/embedSets.ts';
import { measuredTask } from '../measuring/measuredTask.ts';
import {
  CORPUS_TITLE,
  type MeasureInputs,
  readLabelledInputs,
} from '../measuring/measureInputs.ts';
import { measureInThread } from '../measuring/measureInThread.ts';
import { panels } from '../measuring/panels.ts';
import { openProject, type Project } from '../project/project.ts';
import { syncRows } from '../review/syncRows.ts';
import { identified } from '../runtime/runModels.ts';
import { type IntrinsicMeasure, intrinsicMeasures } from './intrinsicMeasures.ts';
import type { MeasuredFigure } from './makeCell.ts';
import type { TableCell } from './tableCells.ts';

/**
 * Measures the rows of a cell's run, which has ended: of all rows in the project only these, and not
 * the documents. For human labels the run's labels are measured.
 */
export async function measureCell(
  { row, experiment }: TableCell,
  store: ModelStore,
  signal: AbortSignal,
): Promise<MeasuredFigure | { readonly undefinedBecause: string }> {
  const [recipe] = experiment.recipes;
  const title = recipe ? recipeVariants.get(recipeId(recipe))!.paperName : null;
  const project = await openProject(experiment.project, { create: false });
  try {
    syncRows(project.database);
    return await figureOf(project, intrinsicMeasures[row.measure!], title, store, signal);
  } finally {
    project.close();
  }
}

/** @param title the rows' title; null for human labels */
async function figureOf(
  project: Project,
  { measure, column, goldLine, times }: IntrinsicMeasure,
  title: string | null,
  store: ModelStore,
  signal: AbortSignal,
): Promise<MeasuredFigure | { readonly undefinedBecause: string }> {
  const { database } = project;
  const { labels, encoder } = measuredTask(project);
  const all = readLabelledInputs(database, labels);
  const texts: MeasureInputs = {
    ...all,
    rows: all.rows.filter((set) => set.title === title),
    corpus: { title: CORPUS_TITLE, texts: [] },
  };
  const { columns, needsVectors } = panels[measure];
  const embedded = needsVectors
    ? await embedSets(database, texts, await identified(await store.require(encoder, 'encoder')), {
        signal,
      })
    : null;
  const { lines, madeWith } = await measureInThread({ name: measure, texts, embedded }, signal);
  const own = title ?? goldLine;
  // where there are more texts than are compared, the papers measure all of them
  const line =
    lines.find((one) => one.title === `${own}, all`) ?? lines.find((one) => one.title === own);
  const figure = line?.figures[columns.findIndex((one) => one.title === column)];
  if (!line || !figure) return { undefinedBecause: 'no row was kept' };
  if ('undefinedBecause' in figure) return figure;
  const { value, ci95 } = figure;
  return {
    value: times * value,
    ...(ci95 ? { ci95: [times * ci95[0], times * ci95[1]] as const } : {}),
    n: line.n,
    madeWith,
  };
}
