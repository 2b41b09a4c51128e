import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import type { PaperTableView } from '../../contract/paperTableView.ts';
import { type PaperTable, paperTable, paperTables } from './paperTable.ts';
import type { MadeTable } from './replicateTable.ts';
import { scales, tableFile } from './tableCells.ts';
import { tableView } from './tableView.ts';

const share = z.number().min(0).max(1);
const interval = z.tuple([share, share]);
const count = z.int().min(0);

const scoreSchema = z.object({
  n: count,
  accuracy: share,
  ci95: interval,
  macroF1: share,
  f1Ci95: interval.optional(),
  deviation: z.number().optional(),
});

const madeSchema = z.object({
  table: z.string(),
  scale: z.enum(['tiny', 'small', 'paper']),
  cells: z.array(
    z.object({
      ...{ row: z.string(), column: z.string(), teacher: z.string(), student: z.string() },
      ...{ asked: count, kept: count, humanLabels: count, seeds: count },
      test: scoreSchema.nullable(),
      scattered: scoreSchema.required({ deviation: true }).optional(),
      labels: z.enum(['all', 'sample']).optional(),
      flops: z.number().optional(),
      reason: z.string().optional(),
    }),
  ),
});

/**
 * Every table of the papers, and for those that were made in a folder what was made, a view for each scale.
 * @throws BadInput for a file that `replicate` has not written so
 */
export function readTables(folder: string): PaperTableView[] {
  return paperTables().flatMap((name) => {
    const table = paperTable(name);
    const made = Object.keys(scales).flatMap((scale) => readMade(folder, table, scale) ?? []);
    return made.length > 0 ? made.map((one) => tableView(table, one)) : [tableView(table)];
  });
}

function readMade(folder: string, { name }: PaperTable, scale: string): MadeTable | null {
  const file = path.join(folder, tableFile(name, scale));
  if (!existsSync(file)) return null;
  try {
    return madeSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) as MadeTable;
  } catch {
    throw new BadInput(
      `${file} is no table as stillroom replicate writes it. Make it again, or move it away.`,
    );
  }
}
