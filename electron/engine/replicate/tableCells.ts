import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { type Experiment, type FilterName, filterNames } from '../../contract/experiment.ts';
import { dataOf, type RecipeSettings, recipeSchema } from '../../contract/recipes/recipes.ts';
import { isOfCurves } from './intrinsicMeasures.ts';
import { type PaperRow, type PaperTable, studentSettings } from './paperTable.ts';

/** The largest number of rows requested for a cell; the paper requests more. */
export const scales = { tiny: 60, small: 600, paper: Number.POSITIVE_INFINITY } as const;
export type Scale = keyof typeof scales;

/** The name of the file of a computed table, in its folder. */
export const tableFile = (table: string, scale: string) => `${table}-${scale}.json`;

/** Students of each cell, as in SynthesizRR's tables; S3 does not report how many it trained. */
export const STUDENT_SEEDS = 5;

/** A run trains students where it only writes rows to be measured, too; one is enough. */
export const MEASURED_SEEDS = 1;

/** "bottom 17% variability" (SynthesizRR App. C). */
const LEAST_AMBIGUOUS = 0.17;

/**
 * The filters of ZeroGen's own code: at least 10 words, no duplicate texts. S3 compares itself with
 * the rows that pass them. Rows that start with ZeroGen's are cleaned in the same way, so that both
 * are comparable.
 */
const filtersOfZerogen: readonly FilterName[] = ['tooShort', 'exactDuplicate'];

/** One number of a table to compute. */
export interface TableCell {
  readonly row: PaperRow;
  readonly column: string;
  /**
   * An experiment with one recipe; its number of rows is adjusted if it must match another cell's.
   */
  readonly experiment: Experiment;
  /** The most human texts that are measured where their number matters: as many as rows are kept. */
  readonly humanTexts: number;
  /** Whether the picture of its measure is wanted. */
  readonly hasPicture: boolean;
}

/**
 * The cells of a table that the given data sets allow, in the order in which they are computed: a
 * row that must match another comes after it.
 * @param dataSets by column, experiments whose recipes, project and training settings are ignored;
 *   `COLUMN/other` has the same task with another corpus
 * @param folder for a project of each data set
 * @throws BadInput for a column that the table does not have, for questions in a column of labels
 *   or vice versa, or if there is no data set at all
 */
export function tableCells(
  table: PaperTable,
  dataSets: ReadonlyMap<string, Experiment>,
  { scale, folder }: { readonly scale: Scale; readonly folder: string },
): TableCell[] {
  const columns = Object.keys(table.columns);
  const hasOther = table.rows.some(({ corpus }) => corpus === 'other');
  const known = columns.flatMap((column) => (hasOther ? [column, `${column}/other`] : [column]));
  for (const name of dataSets.keys()) {
    if (known.includes(name)) continue;
    throw new BadInput(`${table.name} has no column ${name}; it has ${known.join(', ')}.`);
  }
  if (dataSets.size === 0) {
    throw new BadInput(
      `Name a data set for a column at least, as COLUMN=EXPERIMENT.yaml; the columns are ${columns.join(', ')}.`,
    );
  }
  for (const [name, data] of dataSets) requireScores(table, name, data);
  return columns.flatMap((column, at) => {
    const cells = table.rows.flatMap((row) => {
      if (!isEvaluated(row, at)) return [];
      const data = dataSets.get(row.corpus === 'other' ? `${column}/other` : column);
      if (!data) return [];
      const project = path.join(folder, `${column}.stillroom`);
      const cell = {
        row,
        column,
        humanTexts: rowsOf(table, column, data, scales[scale]).drawn,
        hasPicture: table.chart?.kind === 'maps' && row.line !== undefined,
      };
      if (row.isGold && table.seedOfLabel) {
        return [{ ...cell, experiment: cellExperiment(table, column, data, [], project) }];
      }
      const recipe = recipeOf(table, row, column, data, scales[scale]);
      // systems that the paper only quotes, or that do not fit this kind of task, stay empty
      if (!recipe || !dataOf(recipe.kind).tasks.includes(data.task.kind)) return [];
      const seeded = { ...data, gold: { ...data.gold, seed: seedOf(table, column, data) } };
      const experiment = cellExperiment(table, column, seeded, [recipe], project);
      return [{ ...cell, experiment }];
    });
    // Gold alone is no table
    return cells.every(({ row }) => row.isGold) ? [] : cells;
  });
}

/**
 * If the paper has numbers for a row, a gap is a data set that it did not evaluate; a row without
 * any numbers is part of a curve.
 */
function isEvaluated({ printed }: PaperRow, at: number): boolean {
  const lines = Object.values(printed);
  return lines.length === 0 || lines.some((numbers) => numbers[at] !== null);
}

/** An exact match next to an accuracy would be meaningless. */
function requireScores(
  { name: table, columns, rows }: PaperTable,
  name: string,
  data: Experiment,
): void {
  // rows themselves can be measured whatever the task is
  if (rows.every(({ measure }) => measure)) return;
  const at = Object.keys(columns).indexOf(name.replace(/\/other$/, ''));
  const isOfQuestions = rows.some(({ printed }) =>
    Object.values(printed).some((numbers) => Array.isArray(numbers[at])),
  );
  const { kind } = data.task;
  if (isOfQuestions === (kind === 'extractive-qa')) return;
  throw new BadInput(
    isOfQuestions
      ? `The column ${name} of ${table} is of exact matches and F1, and its data set is a ${kind}. Name one ` +
          'of questions (extractive-qa).'
      : `The column ${name} of ${table} is of accuracies on labels, and its data set is an extractive-qa, ` +
          'which is scored by exact matches. Name one with labels.',
  );
}

/** @param most rows, including those of a generated seed set */
function recipeOf(
  table: PaperTable,
  { recipe: written, recipeOf: ownSettings, rows }: PaperRow,
  column: string,
  data: Experiment,
  most: number,
): RecipeSettings | undefined {
  if (!written) return undefined;
  const { columns, bootstrap, writtenOfLabel } = table;
  const ofColumn = Math.min(columns[column]!, most);
  const classes = data.task.labels.length;
  const asked = rows ? Math.min(rows, most) : ofColumn;
  const recipe = recipeSchema.parse({ ...written, ...ownSettings[column], rows: asked });
  if (writtenOfLabel && 'subsample' in recipe) {
    const all = rowsOf(table, column, data, most);
    // it sees no human label whose distribution it could have
    const labelDistribution = recipe.kind === 'fewgen' && recipe.shots === 0 ? 'uniform' : 'gold';
    return { ...recipe, rows: all.written, subsample: all.drawn, labelDistribution };
  }
  if (recipe.kind === 'transfer' && recipe.add === 'ourAdd') return { ...recipe, s3Rows: ofColumn };
  if (recipe.kind === 'synthesizrr' && 'bootstrapExamples' in written) {
    const ofLabel = Math.ceil(most / classes);
    return { ...recipe, bootstrap: Math.min(bootstrap![column]!, ofLabel) };
  }
  return recipe;
}

/** The rows that are written for a column, and those that are drawn of them. */
function rowsOf(
  { columns, writtenOfLabel }: PaperTable,
  column: string,
  { task }: Experiment,
  most: number,
): { readonly written: number; readonly drawn: number } {
  const drawn = columns[column]!;
  const all = Math.max((writtenOfLabel?.[column] ?? 0) * task.labels.length, drawn);
  const written = Math.min(all, most);
  return { written, drawn: Math.round((drawn * written) / all) };
}

/** The seed set of the table's recipes: of equally many texts of each label, or the experiment's. */
function seedOf(
  { seedOfLabel }: PaperTable,
  column: string,
  { task, gold: { seed } }: Experiment,
): Experiment['gold']['seed'] {
  if (!seedOfLabel) return seed;
  const sample = seedOfLabel[column]! * task.labels.length;
  return { ...seed, sample: Math.min(sample, seed.sample ?? sample) };
}

function cellExperiment(
  table: PaperTable,
  column: string,
  data: Experiment,
  recipes: readonly RecipeSettings[],
  project: string,
): Experiment {
  const { grid: _grid, ...own } = data.student;
  const settings = studentSettings(table, column);
  const measures = table.rows.map(({ measure }) => measure);
  const filters: FilterName[] = [
    'empty',
    ...(recipes.some((one) => 'shortestWords' in one) ? filtersOfZerogen : []),
  ];
  return {
    ...data,
    project,
    student: {
      ...own,
      ...settings,
      curves: measures.some(isOfCurves) ? 'on' : 'off',
      // the papers fine-tune for a fixed number of epochs, with a head on the first token
      method: 'finetune',
      pooling: 'first',
      leastSteps: 0,
      labelsAndRows: 'off',
      // where cells of accuracies train five, the others share their run
      seeds: measures.every((measure) => measure) ? MEASURED_SEEDS : STUDENT_SEEDS,
      // a student must not read more
      maxLength: Math.min(settings.maxLength, data.student.maxLength),
    },
    // the papers train on generated rows in all other cases
    cleaning: { off: filterNames.filter((name) => !filters.includes(name)) },
    dataMap:
      table.measured === 'dataMap'
        ? { filter: 'variability', share: LEAST_AMBIGUOUS }
        : { ...data.dataMap, filter: 'off' },
    equalSizes: 'off',
    logProbabilities: 'off',
    recipes: [...recipes],
  };
}
