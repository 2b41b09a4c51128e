import type { BenchmarkResult } from './run.ts';
import { studentAccuracy } from './studentAccuracy.ts';
import { studentEpoch } from './studentEpoch.ts';
import { studentNumbers } from './studentNumbers.ts';
import { studentSpeed } from './studentSpeed.ts';

/** Every bar that the student's trainer is held to, a table each and then all of them; about an hour. */
export async function student(): Promise<BenchmarkResult> {
  const results: BenchmarkResult[] = [];
  for (const part of [studentSpeed, studentEpoch, studentNumbers, studentAccuracy]) {
    results.push(await part());
  }
  return {
    name: 'student',
    ratios: Object.assign({}, ...results.map(({ ratios }) => ratios)),
    medians: Object.assign({}, ...results.map(({ medians }) => medians)),
    machine: results[0]!.machine,
    bars: results.flatMap(({ bars }) => bars ?? []),
  };
}
