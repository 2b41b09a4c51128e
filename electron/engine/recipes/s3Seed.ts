import type { RunContext } from '../steps/context.ts';
import { contextSeed } from './contextSeed.ts';
import { rationaleSeed } from './rationaleSeed.ts';
import type { SeedRows, SeedSettings } from './seedRows.ts';

/**
 * S3's seed set for the kind of task: from rationales, or for pairs and questions from contexts.
 */
export function s3Seed(ctx: RunContext, settings: SeedSettings): Promise<SeedRows> {
  const { task } = ctx;
  return task.kind === 'text-classification'
    ? rationaleSeed({ ...ctx, task }, settings)
    : contextSeed({ ...ctx, task }, settings);
}
