import { z } from 'zod';
import { from } from '../from.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import { count, passageTokens } from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('llkd'),
  rows: count.describe('passages to choose and to learn from, of those that are judged'),
  pool: count.default(1000).meta(from('ours', 'passages that the teacher and the student judge')),
  passageTokens,
});
export type LlkdSettings = z.output<typeof schema>;

export const llkd = recipeData({
  ...onlyVariant(
    {
      plainName: 'Label the documents that the student is unsure of',
      paperName: 'LLKD',
      explanation:
        'Nothing is written: the teacher and a student of your seed labels judge your documents, and those ' +
        'that the teacher is sure of and the student is not become rows. It needs documents of the kind ' +
        'that you will classify.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: ['text-classification'],
  needs: ['seed', 'corpus'],
  makes: 'labelledPassages',
  cards: 'one',
  isSuggested: false,
  consumes: () => ['seed'],
  epoch: 'last',
});
