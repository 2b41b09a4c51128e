import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { recipeKinds } from '../../contract/recipes/recipes.ts';
import { appFile } from '../files/appFile.ts';
import { figureRows } from './figureRows.ts';
import { intrinsicNames } from './intrinsicMeasures.ts';

/** Accuracy in percent, for questions exact match and F1; or the figure that the row's `measure` names. */
const printedSchema = z.union([z.number(), z.tuple([z.number(), z.number()])]);

const rowSchema = z.strictObject({
  name: z.string(),
  /**
   * The recipe as in an experiment, without `rows`; none if the system is only quoted, or needs no
   * recipe.
   */
  recipe: z.looseObject({ kind: z.enum(recipeKinds) }).optional(),
  /** By column, settings of the recipe that differ there. */
  recipeOf: z.record(z.string(), z.looseObject({})).default({}),
  /** Whether its students learn from human labels alone: those that the table's `gold` names. */
  isGold: z.boolean().default(false),
  /** Rows requested, if they differ from the column's. */
  rows: z.int().positive().optional(),
  /** The row of the table whose number of kept rows it must match. */
  rowsOf: z.string().optional(),
  /** What its numbers say of rows themselves; without it they are accuracies of students. */
  measure: z.enum(intrinsicNames).optional(),
  /** The epoch of its students, from 1, if its measure is one of their curves. */
  epoch: z.int().positive().optional(),
  /** Whether it rewrites the column's other corpus. */
  corpus: z.literal('other').optional(),
  /** By teacher, one for each column; null if the paper has no number. */
  printed: z.record(z.string(), z.array(printedSchema.nullable())).default({}),
  /** In a figure, the line that it is a point of; several lines have the same places. */
  line: z.string().optional(),
  /** The name of its place across. */
  at: z.string().optional(),
});

/** How the paper draws its numbers. */
const chartSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /** Places in an order are joined by lines, others are not. */
    kind: z.enum(['lines', 'dots']),
    /** The meaning of both axes. */
    across: z.string(),
    up: z.string(),
  }),
  /** A picture of the texts of each row that is a line, as its measure draws it. */
  z.strictObject({ kind: z.literal('maps') }),
]);

/** How the paper trained its student. */
const settingsSchema = z.strictObject({
  epochs: z.int(),
  batch: z.int(),
  learningRate: z.number(),
  weightDecay: z.number(),
  warmup: z.number(),
  maxLength: z.int(),
});

const tableSchema = z.strictObject({
  title: z.string(),
  /** The paper's student and its training settings; the model is only named. */
  student: settingsSchema.extend({ model: z.string() }),
  /** By column, settings that differ from the student's above. */
  studentOf: z.record(z.string(), settingsSchema.partial()).default({}),
  /** The number of rows requested for each data set's recipes; for S3, of its seed rows. */
  columns: z.record(z.string(), z.int().positive()),
  /**
   * The human labels of the Gold row: S3 calls its validation labels the gold data, SynthesizRR trains
   * on all that its seed set was drawn from.
   */
  gold: z.enum(['seed', 'validation']).default('seed'),
  /**
   * By column, how many texts of each label the seed set of the recipes is drawn with; without it,
   * it is that of the experiment, as Gold's labels are.
   */
  seedOfLabel: z.record(z.string(), z.int().positive()).optional(),
  /**
   * By column, rows to write for each label, of which as many as the column says are drawn with the
   * label distribution of the human labels (SynthesizRR's repository, expt/main.py).
   */
  writtenOfLabel: z.record(z.string(), z.int().positive()).optional(),
  /**
   * Seed texts that the teacher writes for each label, by column, for rows whose recipe has
   * bootstrapExamples.
   */
  bootstrap: z.record(z.string(), z.int().positive()).optional(),
  /**
   * Which students are scored: those trained on all kept rows, or on the rows that pass the data
   * map's filter.
   */
  measured: z.enum(['all', 'dataMap']).default('all'),
  /** The paper's count of a training's operations, by row, to print next to ours (S3 App. B). */
  flops: z.record(z.string(), z.number().positive()).optional(),
  /** Undefined if the paper has the numbers as a table. */
  chart: chartSchema.optional(),
  /** Unavoidable differences from the paper, as sentences below the computed results. */
  notes: z.array(z.string()).default([]),
  rows: z.preprocess(figureRows, z.array(rowSchema)),
});

/** A table or figure of a paper: its rows, columns and printed numbers. */
export type PaperTable = z.output<typeof tableSchema> & { readonly name: string };
export type PrintedNumber = z.output<typeof printedSchema>;
export type PaperRow = z.output<typeof rowSchema>;

/** The settings of the paper's student for the data set of a column. */
export function studentSettings(
  { student: { model: _, ...settings }, studentOf }: PaperTable,
  column: string,
): z.output<typeof settingsSchema> {
  return settingsSchema.parse({ ...settings, ...studentOf[column] });
}

/** The available tables, by name. */
export function paperTables(): string[] {
  return readdirSync(appFile('resources', 'tables'))
    .map((file) => file.replace(/\.yaml$/, ''))
    .sort();
}

/** @throws BadInput if there is no such table */
export function paperTable(name: string): PaperTable {
  const known = paperTables();
  if (!known.includes(name)) {
    throw new BadInput(`There is no table ${name}. Choose one of: ${known.join(', ')}.`);
  }
  const file = appFile('resources', 'tables', `${name}.yaml`);
  return { name, ...tableSchema.parse(parse(readFileSync(file, 'utf8'))) };
}
