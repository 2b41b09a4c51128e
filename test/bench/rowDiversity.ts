import path from 'node:path';
import { distinctN } from '../../electron/engine/measures/distinctN.ts';
import { mean } from '../../electron/engine/measures/mean.ts';
import { selfBleu } from '../../electron/engine/measures/selfBleu.ts';
import { wordsOf } from '../../electron/engine/measures/wordsOf.ts';
import { randomStream } from '../../models/randomStream.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import { recordedKeys } from '../fixtures/recordedKeys.ts';
import { type ExampleRow, rowsOf as rowsOfStep } from '../fixtures/tracedRun.ts';
import type { BenchmarkResult } from './run.ts';

/** The draws of equally many rows that figures are means of. */
const DRAWS = 20;

interface Rows {
  readonly name: string;
  /** With those that cleaning dropped. */
  readonly all: number;
  readonly kept: readonly (readonly string[])[];
}

/**
 * How much the rows of several projects repeat each other: Self-BLEU-4 (lower is more diverse) and distinct-2
 * (higher is) of the kept rows' words, in equally many rows of each, because both depend on their number.
 * `DIVERSITY_PROJECTS` names the projects, separated by commas; each has one recipe of one round.
 */
export async function rowDiversity(): Promise<BenchmarkResult> {
  const projects = (process.env.DIVERSITY_PROJECTS ?? '').split(',').filter((one) => one !== '');
  if (projects.length === 0) throw new Error('DIVERSITY_PROJECTS names no project');
  const sets = projects.map(rowsOf);
  const n = Math.min(...sets.map(({ kept }) => kept.length));
  const medians = Object.fromEntries(
    sets.map((set) => {
      const found = figuresOf(set, n);
      console.error(`${set.name}: ${JSON.stringify(found)}`);
      return [set.name, found];
    }),
  );
  return { name: 'rowDiversity', ratios: {}, medians, machine: { n, draws: DRAWS } };
}

function rowsOf(project: string): Rows {
  const database = openDatabase(path.join(project, 'project.db'));
  const key = recordedKeys(database, { phase: 'clean' }).at(-1)!;
  const rows = rowsOfStep<ExampleRow>(database, 'examples', key);
  database.close();
  const kept = rows.filter(({ dropped_by }) => dropped_by === null);
  return {
    name: path.basename(project, '.stillroom'),
    all: rows.length,
    kept: kept.map(({ text }) => wordsOf(text.toLowerCase())),
  };
}

function figuresOf({ name, all, kept }: Rows, n: number): Record<string, number> {
  const draws = Array.from({ length: DRAWS }, (_, draw) =>
    randomStream('row diversity', name, draw).sample(kept, n),
  );
  const rounded = (value: number) => Number(value.toFixed(3));
  return {
    rows: all,
    kept: kept.length,
    words: rounded(mean(kept.map(({ length }) => length))),
    'self-BLEU-4': rounded(mean(draws.map((rows) => selfBleu(rows)[3]!))),
    'distinct-2': rounded(
      mean(
        draws.map((rows) => {
          const [, two] = distinctN(rows);
          return two && 'value' in two ? two.value : 0;
        }),
      ),
    ),
  };
}
