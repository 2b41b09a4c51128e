import { cpus } from 'node:os';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { type Encoder, openEncoder } from '../../../models/encoder/encoder.ts';
import type { BenchmarkResult } from '../run.ts';

/** The entries of a list in the environment, separated by commas. */
export const listIn = (variable: string): string[] =>
  (process.env[variable] ?? '').split(',').filter(Boolean);

/**
 * What a benchmark finds in each project, told line by line.
 * @param variable of the environment, which names the projects
 */
export async function measuredProjects<Cell>(
  name: string,
  variable: string,
  cellsOf: (project: string, encoder: Encoder) => Promise<Cell[]>,
  lineOf: (cell: Cell) => string,
): Promise<BenchmarkResult> {
  const projects = listIn(variable);
  if (projects.length === 0) throw new Error(`${variable} names no project`);
  const { files } = await openModelStore().require('all-minilm-l6-v2', 'encoder');
  const encoder = await openEncoder(files as Parameters<typeof openEncoder>[0], {
    threads: cpus().length,
  });
  const cells: Cell[] = [];
  for (const project of projects) {
    const made = await cellsOf(project, encoder);
    for (const cell of made) console.error(lineOf(cell));
    cells.push(...made);
  }
  return {
    name,
    ratios: {},
    medians: { cells },
    machine: { cpu: cpus()[0]!.model, node: process.version },
  };
}
