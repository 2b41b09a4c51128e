import { z } from 'zod';
import { from } from '../from.ts';
import { onlyVariant, recipeData } from './recipeData.ts';

const schema = z.strictObject({
  kind: z.literal('confidence'),
  folds: z
    .int()
    .min(2)
    .max(20)
    .default(5)
    .meta(
      from('cleanlab, cv_n_folds', 'students to train; each judges the rows that it did not see'),
    ),
});
export type ConfidenceSettings = z.output<typeof schema>;

export const confidence = recipeData({
  ...onlyVariant(
    {
      plainName: 'Look for uncertain rows',
      paperName: 'out-of-fold confidence',
      explanation:
        'Students that never saw a row say how likely they find its label; rows of low confidence are ' +
        'reviewed first.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: ['text-classification', 'text-pair-classification'],
  needs: [],
  makes: 'nothing',
  cards: 'none',
  isSuggested: false,
  consumes: () => [],
  epoch: 'last',
});
