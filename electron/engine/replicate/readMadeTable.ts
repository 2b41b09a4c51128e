import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import type { MadeCell } from './makeCell.ts';
import { type Scale, tableFile } from './tableCells.ts';

/** The computed cells of a paper's table, in the order in which they were computed. */
export interface MadeTable {
  readonly table: string;
  readonly scale: Scale;
  readonly cells: readonly MadeCell[];
}

const share = z.number().min(0).max(1);
const interval = z.tuple([share, share]);
const count = z.int().min(0);

/** Other fields of a score are preserved, because the file is written again. */
const scoreSchema = z.looseObject({
  n: count,
  accuracy: share,
  ci95: interval,
  f1: share,
  f1Ci95: interval.optional(),
  deviation: z.number().optional(),
});

const pictureSchema = z.object({
  axes: z.tuple([z.string(), z.string()]).nullable(),
  groups: z.array(z.string()),
  group: z.array(count),
  x: z.array(z.number()),
  y: z.array(z.number()),
});

const madeSchema = z.object({
  table: z.string(),
  scale: z.enum(['tiny', 'small', 'paper']),
  cells: z.array(
    z.object({
      row: z.string(),
      column: z.string(),
      teacher: z.string(),
      student: z.string(),
      asked: count,
      kept: count,
      humanLabels: count,
      seeds: count,
      maxLength: count.optional(),
      test: scoreSchema.nullable(),
      measured: z
        .object({
          value: z.number(),
          ci95: z.tuple([z.number(), z.number()]).optional(),
          n: count,
          madeWith: z.string(),
          picture: pictureSchema.optional(),
        })
        .optional(),
      scattered: scoreSchema.required({ deviation: true }).optional(),
      labels: z.enum(['all', 'sample']).optional(),
      flops: z.number().optional(),
      reason: z.string().optional(),
    }),
  ),
});

/**
 * The computed cells of a table in a folder, or null if there are none.
 * @throws BadInput for a file that `replicate` did not write
 */
export function readMadeTable(folder: string, table: string, scale: Scale): MadeTable | null {
  const file = path.join(folder, tableFile(table, scale));
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return null;
  try {
    // reading a pipe would wait for ever
    if (!stats.isFile()) throw new TypeError();
    return madeSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) as MadeTable;
  } catch {
    throw new BadInput(
      `${file} is not a table that stillroom replicate wrote. Make it again in another folder, or move it away.`,
    );
  }
}
