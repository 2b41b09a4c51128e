import type { S3Settings } from '../../contract/recipeSchema.ts';
import type { Laboratory } from '../steps/context.ts';
import type { Pass } from '../steps/untilKept.ts';
import { contextSeed } from './contextSeed.ts';
import { rationaleSeed } from './rationaleSeed.ts';

/** The settings of S3's seed set beside its number of rows. */
export type SeedSettings = Pick<
  S3Settings,
  'rationales' | 'rationalesPerPrompt' | 'temperature' | 'topP'
>;

/** S3's seed set, of which any number of rows can be had; a larger number begins with the same rows. */
export interface SeedRows {
  /** Rows `from` to `to` - 1. */
  write(from: number, to: number): Promise<Pass>;
  /** Of the calls that listed rationales. */
  readonly tokens: number;
}

/** S3's seed set in the way of the task: from rationales, or for pairs and questions from contexts. */
export function seedRows(lab: Laboratory, settings: SeedSettings): Promise<SeedRows> {
  const { task } = lab;
  return task.kind === 'text-classification'
    ? rationaleSeed({ ...lab, task }, settings)
    : contextSeed({ ...lab, task }, settings);
}
