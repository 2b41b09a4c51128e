import { dataOf } from '../../contract/recipes/recipes.ts';
import { percent } from '../measures/percent.ts';
import { isOfCurves } from './intrinsicMeasures.ts';
import type { MadeCell } from './makeCell.ts';
import { type PaperTable, studentSettings } from './paperTable.ts';
import type { MadeTable } from './readMadeTable.ts';
import { scales } from './tableCells.ts';

/** Lists how the computed cells differ from the paper. */
export function tableCaption(table: PaperTable, { scale, cells }: MadeTable): string[] {
  if (table.rows.every(({ measure }) => measure)) return measuredCaption(table, { scale, cells });
  const { flops, notes } = table;
  const scored = cells.filter(({ test }) => test !== null);
  const written = scored.filter(({ labels }) => labels === undefined);
  return [
    `Made here: percent right on ${list(scored.map(({ test }) => test!.n))} test texts; mean and ` +
      `standard deviation of ${list(scored.map(({ seeds }) => seeds))} students, and Wilson's 95% interval of the mean.`,
    ...(scored.some(({ test }) => test!.f1Ci95)
      ? ['Of questions: exact match, then F1 with the mean of its intervals.']
      : []),
    ...measuredFacts(cells),
    ...studentCaption(table, cells),
    `Rows asked for in a cell, before S3 adds to them: ${mostRows(scale)}; kept here: ${list(written.map(({ kept }) => kept))}. Human labels used: ${list(written.map(({ humanLabels }) => humanLabels))}.`,
    ...goldCaption(table, scored),
    ...seedCaption(table, written),
    'Cleaning is off, as in the papers: only rows without a text are left out.',
    ...zerogenCaption(table, scored),
    ...notes,
    ...flopsCaption(flops, cells),
    ...cells.flatMap(rerunCaption),
    ...emptyCaption(cells),
    OWN_DATA,
  ];
}

const OWN_DATA =
  'Data, corpora and retriever are those of the experiments that were named, not the paper’s.';

const list = (values: readonly (string | number)[]) => [...new Set(values)].join(', ') || 'none';

const mostRows = (scale: MadeTable['scale']) =>
  scales[scale] === Number.POSITIVE_INFINITY ? 'as the paper' : `at most ${scales[scale]}`;

function studentCaption(table: PaperTable, cells: readonly MadeCell[]): string[] {
  return [
    `Students here: ${list(cells.map((cell) => cell.student))}, trained with the paper's settings; the paper's: ${table.student.model}.`,
    ...cutCaption(table, cells),
  ];
}

/** What measures rows themselves, and of how many texts. */
function measuredFacts(cells: readonly MadeCell[]): string[] {
  const known = cells.flatMap(({ measured }) => measured ?? []);
  if (known.length === 0) return [];
  return [
    `Texts that were measured, each cell: ${list(known.map(({ n }) => n))}.`,
    ...new Set(known.map(({ madeWith }) => madeWith)),
  ];
}

/** The caption of a table without accuracies. */
function measuredCaption(
  table: PaperTable,
  { scale, cells }: Pick<MadeTable, 'scale' | 'cells'>,
): string[] {
  const written = cells.filter(({ teacher, measured }) => measured && teacher !== 'human');
  return [
    ...measuredFacts(cells),
    ...(table.rows.some(({ measure }) => isOfCurves(measure)) ? studentCaption(table, cells) : []),
    `Rows asked for in a cell, before S3 adds to them: ${mostRows(scale)}; kept here: ${list(written.map(({ kept }) => kept))}. Human labels used: ${list(written.map(({ humanLabels }) => humanLabels))}.`,
    ...seedCaption(table, written),
    'Cleaning is off, as in the papers: only rows without a text are left out.',
    ...table.notes,
    ...emptyCaption(cells),
    OWN_DATA,
  ];
}

function emptyCaption(cells: readonly MadeCell[]): string[] {
  return cells
    .filter(({ reason }) => reason !== undefined)
    .map(({ row, column, reason }) => `${row} on ${column} stays empty: ${reason}`);
}

/** Says if the students read less of a text than the paper's. */
function cutCaption(table: PaperTable, cells: readonly MadeCell[]): string[] {
  const cut = cells.flatMap(({ column, maxLength }) =>
    maxLength === undefined
      ? []
      : `${column} ${maxLength} (the paper's: ${studentSettings(table, column).maxLength})`,
  );
  if (cut.length === 0) return [];
  return [
    "Texts are cut to the experiment's student.maxLength, which is less than the paper's, in tokens: " +
      `${[...new Set(cut)].join(', ')}.`,
  ];
}

/** The only system with a cleaning procedure of its own. */
function zerogenCaption({ rows }: PaperTable, scored: readonly MadeCell[]): string[] {
  const made = rows.filter(
    ({ name, recipe }) =>
      recipe &&
      'shortestWords' in dataOf(recipe.kind).schema.shape &&
      scored.some(({ row }) => row === name),
  );
  if (made.length === 0) return [];
  const names = made.map(({ name }) => name).join(', ');
  return [
    `Of ${names} also texts under 10 words and exact repeats, as ZeroGen's code leaves them out.`,
  ];
}

/**
 * The number of labels that Gold was trained on, which matches the paper's only if they are the whole
 * training set.
 */
function goldCaption({ gold: part }: PaperTable, scored: readonly MadeCell[]): string[] {
  const gold = scored.filter(({ labels }) => labels !== undefined);
  if (gold.length === 0) return [];
  const each = gold.map(({ column, humanLabels, labels }) => {
    const share = labels === 'all' ? 'all of its file' : 'a sample of its file';
    return `${column} ${humanLabels} (${share})`;
  });
  return [
    `Gold here: students of the labels of gold.${part} alone, their last epoch: ${each.join(', ')}. The paper's Gold is ` +
      `the whole human training set: for that, name it in gold.${part} without sample.`,
  ];
}

/** How large the seed sets of the recipes are, and how their rows are drawn. */
function seedCaption(
  { seedOfLabel, writtenOfLabel }: PaperTable,
  written: readonly MadeCell[],
): string[] {
  const columns = [...new Set(written.map(({ column }) => column))];
  if (!seedOfLabel || columns.length === 0) return [];
  const seeds = columns.map((column) => `${column} ${seedOfLabel[column]}`);
  const drawn =
    'More rows are written than are kept: they are drawn with the label distribution of the file of gold.seed.';
  return [
    `Seed set of the recipes: texts of each label of gold.seed: ${seeds.join(', ')}, or its sample if that is smaller.`,
    ...(writtenOfLabel ? [drawn] : []),
  ];
}

/** A first attempt that was replaced is reported nevertheless. */
function rerunCaption({ row, column, scattered }: MadeCell): string[] {
  if (!scattered) return [];
  const [mean, deviation] = [scattered.accuracy, scattered.deviation!].map(percent);
  return [
    `${row} on ${column}: five students scattered by 6 points or more (${mean} ± ${deviation}), so five others ` +
      'were trained, which are the result.',
  ];
}

/** S3's App. B for the computed cells; an estimate, as the paper's is. */
function flopsCaption(printed: PaperTable['flops'], cells: readonly MadeCell[]): string[] {
  const counted = cells.flatMap(({ row, column, flops }) => (flops ? { row, column, flops } : []));
  if (!printed || counted.length === 0) return [];
  const operations = (n: number) => n.toExponential(2).replace('e+', ' x 10^');
  const ours = counted.map(({ row, column, flops }) => `${row} on ${column} ${operations(flops)}`);
  const theirs = Object.entries(printed).map(([row, n]) => `${row} ${operations(n)}`);
  return [
    'Training operations, estimated as in S3 App. B, 6 x tokens x parameters for each row and epoch, every text at ' +
      `full length, all rounds of one student: ${ours.join(', ')}. The paper's, of DistilBERT over its data sets, ` +
      `with the epochs to the best: ${theirs.join(', ')}.`,
  ];
}
