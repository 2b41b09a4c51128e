import { pass as passPlace, stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from './clean.ts';
import type { RunContext } from './context.ts';
import { type Candidate, type Example, keptOf } from './example.ts';
import type { Generation } from './generate.ts';

/** Calls that wrote rows, and the candidates parsed from them. */
export interface Pass {
  readonly generations: readonly Generation[];
  readonly candidates: readonly Candidate[];
}

/** The state of a recipe when it writes again. */
interface Progress {
  readonly pass: number;
  /** The number of rows still missing. */
  readonly missing: number;
  /** Calls made so far. */
  readonly made: number;
}

/** The number of times that a row dropped by cleaning is drawn again. */
export const REDRAWS = 3;

/** The share of a pass's rows that must be kept for another pass to be worth its calls; ours. */
const LEAST_YIELD = 0.1;

/**
 * Writes, cleans, and writes missing rows again, until exactly `target` rows are kept, because
 * recipes are compared at equal sizes. If several passes add almost nothing new, it ends with fewer
 * rows and notes it.
 * @param write at most `missing` rows
 * @throws NoYield if a label has no rows, or hardly any row is kept
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
