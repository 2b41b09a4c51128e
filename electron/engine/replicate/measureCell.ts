import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { MapPicture, MapPoints } from '../../contract/measures.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import type { Report, ReportEntry } from '../../contract/report.ts';
import { measuredTask } from '../measuring/measuredTask.ts';
import {
  CORPUS_TITLE,
  type MeasureInputs,
  readLabelledInputs,
} from '../measuring/measureInputs.ts';
import { measureInThread } from '../measuring/measureInThread.ts';
import { readerOf, readTexts } from '../measuring/readTexts.ts';
import { steadySample } from '../measuring/steadySample.ts';
import { openProject, type Project } from '../project/project.ts';
import { syncRows } from '../review/syncRows.ts';
import {
  type IntrinsicMeasure,
  intrinsicMeasures,
  type PanelMeasure,
  type ReportMeasure,
} from './intrinsicMeasures.ts';
import { type MeasuredFigure, recipeOf } from './makeCell.ts';
import type { TableCell } from './tableCells.ts';

export type FigureOrWhy = MeasuredFigure | { readonly undefinedBecause: string };

/**
 * Measures the rows of a cell's run, which has ended: of all rows in the project only these, and not
 * the documents. For human labels the run's labels are measured.
 */
export async function measureCell(
  cell: TableCell,
  report: Report,
  store: ModelStore,
  signal: AbortSignal,
): Promise<FigureOrWhy> {
  const measure: IntrinsicMeasure = intrinsicMeasures[cell.row.measure!];
  return 'measure' in measure
    ? measureRows(cell, measure, store, signal)
    : reportedFigure(cell, measure, report);
}

async function measureRows(
  cell: TableCell,
  measure: PanelMeasure,
  store: ModelStore,
  signal: AbortSignal,
): Promise<FigureOrWhy> {
  const { experiment, hasPicture } = cell;
  const project = await openProject(experiment.project, { create: false });
  try {
    syncRows(project.database);
    const texts = textsOf(project, measure, cell);
    if (experiment.recipes.length > 0 && texts.rows.length === 0) {
      return { undefinedBecause: 'no row was kept' };
    }
    return await figureOf(project, { ...measure, hasPicture }, texts, store, signal);
  } finally {
    project.close();
  }
}

/** For human labels, those of the run; if their number matters, as many as the table has rows. */
function textsOf(
  project: Project,
  { line, isAlone, dependsOnNumber }: PanelMeasure,
  { experiment: { recipes }, humanTexts }: TableCell,
): MeasureInputs {
  const all = readLabelledInputs(project.database, measuredTask(project).labels);
  const none = { texts: [] };
  const corpus = { title: CORPUS_TITLE, ...none };
  const [recipe] = recipes;
  if (!recipe) {
    if (!dependsOnNumber) return { ...all, rows: [], corpus };
    const texts = steadySample(all.gold.texts, humanTexts, ({ text }) => text);
    const gold = { ...all.gold, texts };
    const rows = line.gold === undefined ? [gold] : [];
    return { ...all, rows, gold, test: { ...all.test, ...none }, corpus };
  }
  const own = new Set(
    project.database.column<number>(
      'SELECT id FROM review_rows WHERE recipe = ?',
      recipeId(recipe),
    ),
  );
  return {
    ...all,
    rows: all.rows.filter(({ texts: [first] }) => own.has(first!.row!)),
    corpus,
    gold: isAlone ? { ...all.gold, ...none } : all.gold,
  };
}

async function figureOf(
  project: Project,
  {
    measure,
    column,
    line: { rows, gold },
    times,
    hasPicture,
  }: PanelMeasure & Pick<TableCell, 'hasPicture'>,
  texts: MeasureInputs,
  store: ModelStore,
  signal: AbortSignal,
): Promise<FigureOrWhy> {
  const task = measuredTask(project);
  const reader = readerOf(measure, task);
  const { database } = project;
  const read = await readTexts(database, store, reader, task, texts, () => ({ signal }));
  const measured = await measureInThread({ name: measure, ...read }, signal);
  const { lines, madeWith, map } = measured;
  const line = lines.at(texts.rows.length > 0 ? rows : gold!)!;
  const figure = line.figures[column]!;
  if ('undefinedBecause' in figure) return figure;
  const { value, ci95 } = figure;
  return {
    value: times * value,
    ...(ci95 ? { ci95: [times * ci95[0], times * ci95[1]] as const } : {}),
    n: line.n,
    madeWith,
    ...(map && hasPicture ? { picture: pictureOf(map) } : {}),
  };
}

/** A map without the rows' ids, which mean nothing outside of the project. */
function pictureOf({ axes, groups, group, x, y }: MapPoints): MapPicture {
  return { axes, groups, group, x, y };
}

/** What the run's report has of its students or its retrieval. */
function reportedFigure(
  { row: { isGold, epoch } }: TableCell,
  measure: ReportMeasure,
  report: Report,
): FigureOrWhy {
  const entry = isGold ? labelsAlone(report) : recipeOf(report);
  if ('retrieval' in measure) {
    if (!entry?.retrieved) return { undefinedBecause: 'its recipe retrieves nothing' };
    return {
      value: measure.retrieval(entry.retrieved),
      n: entry.retrieved.passages,
      madeWith:
        'Counted are the passages among the first 50 of each query, the texts of the seed set: different ones as a ' +
        'share of all places, and those that one, two to five or more queries find as shares of the different ones.',
    };
  }
  const share = entry?.curves?.[measure.curve][epoch! - 1];
  if (share === undefined) return { undefinedBecause: 'no student was trained for so many epochs' };
  return {
    value: 100 * share,
    n: entry!.rows.kept,
    madeWith:
      'Each line is of one student, in percent right; on the texts that it learns from, without dropout. The number of ' +
      'texts is of those.',
  };
}

/** The students of the seed labels, which each run trains beside its own. */
function labelsAlone({ entries }: Report): ReportEntry | undefined {
  return entries.find(({ yardstick, labels }) => yardstick === 'labelsAlone' && labels === 'seed');
}
