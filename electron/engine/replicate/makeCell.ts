import type { Experiment } from '../../contract/experiment.ts';
import type { MapPicture } from '../../contract/measures.ts';
import type { Report, ReportEntry, Score } from '../../contract/report.ts';
import { meanScore } from '../measures/score.ts';
import type { RunEvents, RunOutcome } from '../run/runInProject.ts';
import { NoYield } from '../steps/noYield.ts';
import { type PaperTable, studentSettings } from './paperTable.ts';
import { STUDENT_SEEDS, type TableCell } from './tableCells.ts';
import { trainingFlops } from './trainingFlops.ts';

/** A figure of rows themselves, in the paper's unit. */
export interface MeasuredFigure {
  readonly value: number;
  readonly ci95?: readonly [number, number];
  /** Number of texts that were measured. */
  readonly n: number;
  /** Tokenizer, encoder, sample and seed, in sentences. */
  readonly madeWith: string;
  /** The picture that the measure draws, if the paper's figure is one. */
  readonly picture?: MapPicture;
}

/** A cell as it was computed here. */
export interface MadeCell {
  readonly row: string;
  readonly column: string;
  readonly teacher: string;
  readonly student: string;
  /** Tokens of a text that the student read, if fewer than the paper's. */
  readonly maxLength?: number;
  /** Rows requested, and rows that the students were trained on. */
  readonly asked: number;
  readonly kept: number;
  readonly humanLabels: number;
  /** Over the student seeds; none if the cell could not be computed, or measures rows themselves. */
  readonly test: Score | null;
  /** What is measured of the rows, if the table's row says so. */
  readonly measured?: MeasuredFigure;
  /** The score of the first students, if it varied so much that others replaced them. */
  readonly scattered?: Score;
  readonly seeds: number;
  /** For human labels alone: whether their whole file is used, or a sample of it. */
  readonly labels?: 'all' | 'sample';
  /** The FLOPs of one student and those before it, if the paper counts them: `trainingFlops`. */
  readonly flops?: number;
  /** Why there is no score. */
  readonly reason?: string;
}

/** "std ≥ 6.0", for accuracies from 0 to 1. */
const RERUN_DEVIATION = 0.06;

/**
 * Computes the cell, and the cells of human labels alone that its run has also trained. If the
 * scores of five students vary by 6 points or more, five others replace them, once: "rerunning all
 * 5" (SynthesizRR Table 11).
 *
 * A cell that cannot be computed because its teacher's rows are unusable contains the reason
 * instead. Any other error, such as a full disk, is unrelated to the teacher and is thrown.
 */
export async function makeCell(
  wanted: TableCell,
  run: (experiment: Experiment) => Promise<RunOutcome>,
  table: PaperTable,
  { onNote }: Pick<RunEvents, 'onNote'>,
): Promise<MadeCell[] | Exclude<RunOutcome, { state: 'done' }>> {
  const { row, column, experiment } = wanted;
  try {
    let outcome = await run(experiment);
    let scattered: Score | undefined;
    const gold =
      outcome.state === 'done' ? goldCells(outcome.report!, column, experiment, table) : [];
    if (outcome.state === 'done' && row.isGold) return gold;
    if (outcome.state === 'done' && scatters(measuredOf(outcome.report!, table))) {
      onNote('The five students scatter by 6 points or more: five others take their place.');
      scattered = measuredOf(outcome.report!, table)!.test!;
      const student = { ...experiment.student, seeds: 2 * STUDENT_SEEDS };
      outcome = await run({ ...experiment, student });
    }
    if (outcome.state !== 'done') return outcome;
    const measured = measuredOf(outcome.report!, table);
    if (!measured) {
      const reason = "the data map's filter leaves a label without a row.";
      return [...gold, emptyCell(wanted, reason, table, onNote)];
    }
    const { rows, humanLabels } = recipeOf(outcome.report!);
    const { test } = measured;
    const cell = {
      ...factsOf(wanted, table),
      asked: rows.asked,
      kept: measured.rows.kept,
      humanLabels,
      seeds: STUDENT_SEEDS,
      ...(table.flops?.[row.name] ? flopsOf(outcome.report!, experiment) : {}),
    };
    if (!scattered) return [...gold, { ...cell, test }];
    return [...gold, { ...cell, test: meanScore(test!.each!.slice(STUDENT_SEEDS)), scattered }];
  } catch (error) {
    if (!(error instanceof NoYield)) throw error;
    return [emptyCell(wanted, error.message, table, onNote)];
  }
}

/** A cell without a score, with the reason. */
export function emptyCell(
  cell: TableCell,
  reason: string,
  table: PaperTable,
  onNote: RunEvents['onNote'],
): MadeCell {
  onNote(`${cell.row.name} on ${cell.column} stays empty: ${reason}`);
  const nothing = { asked: 0, kept: 0, humanLabels: 0, test: null, seeds: 0 };
  return { ...factsOf(cell, table), ...nothing, reason };
}

/** What a cell's experiment says of its models. */
export function factsOf({ row, column, experiment }: TableCell, table: PaperTable) {
  const { teacher = 'none' } = experiment;
  return { row: row.name, column, teacher, ...studentFacts(experiment, column, table) };
}

function studentFacts(
  { student: { model, maxLength } }: Experiment,
  column: string,
  table: PaperTable,
): Pick<MadeCell, 'student' | 'maxLength'> {
  const isCut = maxLength < studentSettings(table, column).maxLength;
  return { student: model, ...(isCut ? { maxLength } : {}) };
}

/**
 * The table's cells of students that were trained on the human labels without any rows: none for a
 * run with other labels than Gold's.
 */
function goldCells(
  { entries }: Report,
  column: string,
  experiment: Experiment,
  table: PaperTable,
): MadeCell[] {
  const alone = entries.find(
    ({ yardstick, labels }) => yardstick === 'labelsAlone' && labels === table.gold,
  );
  const isOther = table.seedOfLabel && experiment.recipes.length > 0;
  if (!alone || isOther) return [];
  const n = alone.humanLabels;
  return table.rows
    .filter(({ isGold }) => isGold)
    .map(({ name }) => ({
      row: name,
      column,
      teacher: 'human',
      ...studentFacts(experiment, column, table),
      asked: n,
      kept: n,
      humanLabels: n,
      test: alone.test,
      seeds: STUDENT_SEEDS,
      labels: experiment.gold[table.gold].sample === undefined ? 'all' : 'sample',
    }));
}

/**
 * A run trains a student in each round of its recipe, always for all epochs, whichever epoch is
 * chosen.
 */
function flopsOf(
  { entries, parameters }: Report,
  { student }: Experiment,
): Pick<MadeCell, 'flops'> {
  if (parameters === undefined) return {};
  const rows = entries
    .filter(({ yardstick }) => yardstick === null)
    .map(({ rows: { kept } }) => kept);
  const { epochs, maxLength: tokens } = student;
  return { flops: trainingFlops({ parameters, tokens, epochs }, rows) };
}

/** A run's only recipe after its last round. */
export function recipeOf({ entries }: Report): ReportEntry {
  return entries.filter(({ yardstick }) => yardstick === null).at(-1)!;
}

/** The students that the table scores. */
function measuredOf(report: Report, { measured }: PaperTable): ReportEntry | undefined {
  if (measured === 'all') return recipeOf(report);
  return report.entries.find(({ yardstick }) => yardstick === 'dataMap');
}

function scatters(entry: ReportEntry | undefined): boolean {
  return (entry?.test?.deviation ?? 0) >= RERUN_DEVIATION;
}
