import type { GoldExample } from '../import/readGold.ts';
import type { Laboratory } from '../steps/context.ts';

/**
 * The human labels behind S3's rows. Every error comes from the validation set, and all of it had to be
 * labelled to find them; the seed set gives contexts alone, but of questions also the answers, which are
 * the labels of its rows.
 */
export function labelsOfS3({ task, gold }: Laboratory): readonly GoldExample[] {
  return task.kind === 'extractive-qa' ? [...gold.seed, ...gold.validation] : gold.validation;
}
