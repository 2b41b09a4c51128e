import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../../models/badInput.ts';
import { type Bar, printBars } from './peer/bar.ts';

/** What a benchmark found: the last line on stdout, for machines. */
export interface BenchmarkResult {
  readonly name: string;
  /** Ours against the yardstick, above 1 where ours is faster; a row for each case. */
  readonly ratios: Readonly<Record<string, number>>;
  /** In seconds, or as the benchmark says. */
  readonly medians: Readonly<Record<string, unknown>>;
  readonly machine: Readonly<Record<string, unknown>>;
  /** What it is held to, where the project has set it a bound. */
  readonly bars?: readonly Bar[];
}

/**
 * `npm run -s bench -- NAME...`: runs each benchmark, which lives in NAME.ts of this folder and
 * exports a function of that name. Tables go to stderr, what is asked and what was found behind them;
 * one line of JSON each to stdout.
 */
async function run(names: readonly string[]): Promise<void> {
  if (names.length === 0) throw new BadInput(`Name a benchmark: ${(await known()).join(', ')}.`);
  for (const name of names) {
    const file = path.join(import.meta.dirname, `${name}.ts`);
    if (!/^\w+$/.test(name) || name === 'run' || !existsSync(file)) {
      throw new BadInput(`There is no benchmark ${name}, only ${(await known()).join(', ')}.`);
    }
    const module = (await import(file)) as Record<string, () => Promise<BenchmarkResult>>;
    if (!module[name]) throw new BadInput(`${file} exports no function ${name}.`);
    const result = await module[name]();
    if (result.bars) printBars(result.bars);
    console.log(JSON.stringify(result));
  }
}

async function known(): Promise<string[]> {
  const files = await readdir(import.meta.dirname);
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
  return names.filter((name) => name !== 'run');
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
