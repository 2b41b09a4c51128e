import { pass as passPlace, stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from './clean.ts';
import type { RunContext } from './context.ts';
import { type Candidate, type Example, keptOf } from './example.ts';
import type { Generation } from './generate.ts';

/** Calls that wrote rows, and what they were parsed to. */
export interface Pass {
  readonly generations: readonly Generation[];
  readonly candidates: readonly Candidate[];
}

/** How far a recipe is when it writes again. */
interface Progress {
  readonly pass: number;
  /** Rows that are missing to the target. */
  readonly missing: number;
  /** Calls made so far. */
  readonly made: number;
}

/** Times that a row which cleaning drops is drawn anew. */
export const REDRAWS = 3;

/** Share of a pass's rows that must be kept for the next pass to be worth its calls; ours. */
const LEAST_YIELD = 0.1;

/**
 * Writes, cleans, and writes again what is missing, until exactly `target` rows are kept: recipes are
 * compared at equal sizes. Where pass after pass brings almost nothing new it ends with fewer, and
 * says so.
 * @param write at most `missing` rows
 * @throws NoYield where a label has no rows, or hardly any row is kept
 */
export async function untilKept(
  ctx: RunContext,
  { name, title, target }: { readonly name: string; readonly title: string; target: number },
  write: (progress: Progress) => Promise<Pass>,
): Promise<{ examples: readonly Example[]; generations: readonly Generation[] }> {
  const examples: Example[] = [];
  const generations: Generation[] = [];
  let fruitless = 0;
  for (let pass = 0; fruitless <= REDRAWS; pass++) {
    const kept = keptOf(examples);
    const missing = target - kept.length;
    if (missing === 0) return { examples, generations };
    const made = await write({ pass, missing, made: generations.length });
    const cleaned = await clean(
      ctx,
      stepKey('clean', name, passPlace(pass)),
      made.candidates,
      kept,
    );
    examples.push(...cleaned);
    generations.push(...made.generations);
    requireYield(title, examples, ctx.task.labels);
    const isFruitless = keptOf(cleaned).length < cleaned.length * LEAST_YIELD;
    fruitless = isFruitless ? fruitless + 1 : 0;
  }
  const { length } = keptOf(examples);
  ctx.note(
    `${title}: ${length} rows were kept, ${target} were asked for: ${fruitless} times on end the ` +
      'teacher wrote almost nothing that it had not written before.',
  );
  return { examples, generations };
}
