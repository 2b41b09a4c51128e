import { z } from 'zod';
import { from } from '../from.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import {
  count,
  errorSettings,
  frameSetting,
  retrievalSettings,
  roundSettings,
  SYNTHESIZRR_SAMPLING,
  sampling,
} from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('hybrid'),
  rows: count.describe('seed rows to ask for: passages that the seed texts find'),
  ...roundSettings,
  ...errorSettings,
  shots: z
    .int()
    .min(1)
    .max(32)
    .default(3)
    .meta(from('SynthesizRR section 4', 'pairs of passage and text shown before each passage')),
  retrieval: z
    .enum(['dense', 'bm25'])
    .default('dense')
    .meta(from('SynthesizRR section 4', 'passages found by meaning, or by their words (BM25)')),
  ...retrievalSettings,
  ...frameSetting,
  ...sampling(0.95, SYNTHESIZRR_SAMPLING),
});
export type HybridSettings = z.output<typeof schema>;

export const hybrid = recipeData({
  ...onlyVariant(
    {
      plainName: 'Look mistakes up in your documents',
      paperName: 'S3 x SynthesizRR',
      explanation:
        'Your seed examples find passages, which the teacher rewrites into first rows. Then each mistake ' +
        'of a student on your validation examples finds another passage, which becomes one more row.',
    },
    { hasRounds: true },
  ),
  schema,
  tasks: ['text-classification'],
  needs: ['seed', 'validation', 'corpus'],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  consumes: () => ['seed', 'validation'],
  epoch: 'best',
});
