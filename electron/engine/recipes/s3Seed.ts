import type { Laboratory } from '../steps/context.ts';
import { contextSeed } from './contextSeed.ts';
import { rationaleSeed } from './rationaleSeed.ts';
import type { SeedRows, SeedSettings } from './seedRows.ts';

/** S3's seed set in the way of the task: from rationales, or for pairs and questions from contexts. */
export function s3Seed(lab: Laboratory, settings: SeedSettings): Promise<SeedRows> {
  const { task } = lab;
  return task.kind === 'text-classification'
    ? rationaleSeed({ ...lab, task }, settings)
    : contextSeed({ ...lab, task }, settings);
}
