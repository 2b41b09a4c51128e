import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
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

type FigureOrWhy = MeasuredFigure | { readonly undefinedBecause: string };

/**
 * Measures the rows of a cell's run, which has ended: of all rows in the project only these, and not
 * the documents. For human labels the run's labels are measured.
 */
export async function measureCell(
  { row, experiment }: TableCell,
  store: ModelStore,
  signal: AbortSignal,
): Promise<FigureOrWhy> {
  const [recipe] = experiment.recipes;
  const project = await openProject(experiment.project, { create: false });
  try {
    syncRows(project.database);
    const measure = intrinsicMeasures[row.measure!];
    const texts = textsOf(project, measure, recipe ? recipeId(recipe) : null);
    if (recipe && texts.rows.length === 0) return { undefinedBecause: 'no row was kept' };
    return await figureOf(project, measure, texts, store, signal);
  } finally {
    project.close();
  }
}

/** @param recipe whose rows are measured; null for human labels */
function textsOf(
  project: Project,
  { isAlone }: IntrinsicMeasure,
  recipe: string | null,
): MeasureInputs {
  const all = readLabelledInputs(project.database, measuredTask(project).labels);
  const own = new Set(
    project.database.column<number>('SELECT id FROM review_rows WHERE recipe = ?', recipe),
  );
  const none = { texts: [] };
  return {
    ...all,
    rows: all.rows.filter(({ texts: [first] }) => own.has(first!.row!)),
    corpus: { title: CORPUS_TITLE, ...none },
    gold: isAlone && recipe ? { ...all.gold, ...none } : all.gold,
  };
}

async function figureOf(
  project: Project,
  { measure, column, line: { rows, gold }, times }: IntrinsicMeasure,
  texts: MeasureInputs,
  store: ModelStore,
  signal: AbortSignal,
): Promise<FigureOrWhy> {
  const { encoder } = measuredTask(project);
  const embed = async () =>
    embedSets(project.database, texts, await identified(await store.require(encoder, 'encoder')), {
      signal,
    });
  const embedded = panels[measure].needsVectors ? await embed() : null;
  const { lines, madeWith } = await measureInThread({ name: measure, texts, embedded }, signal);
  const line = lines.at(texts.rows.length > 0 ? rows : gold!)!;
  const figure = line.figures[column]!;
  if ('undefinedBecause' in figure) return figure;
  const { value, ci95 } = figure;
  return {
    value: times * value,
    ...(ci95 ? { ci95: [times * ci95[0], times * ci95[1]] as const } : {}),
    n: line.n,
    madeWith,
  };
}
