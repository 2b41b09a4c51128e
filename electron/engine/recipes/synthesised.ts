import type { Example } from '../steps/clean.ts';
import type { Generation } from '../steps/generate.ts';

/** Rows that a recipe goes on from, and the calls that made them. */
export interface Synthesised {
  readonly examples: readonly Example[];
  /** The calls that wrote rows. */
  readonly generations: readonly Generation[];
  /** Tokens of calls that wrote no rows: S3's lists of rationales. */
  readonly otherTokens: number;
  readonly asked: number;
  /** Queries without a single usable passage, where the rows were rewritten from passages. */
  readonly emptyQueries: number;
  /** The keys' first parts of what was done so far. */
  readonly steps: readonly string[];
}
