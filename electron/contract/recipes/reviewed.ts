import { z } from 'zod';
import { from } from '../from.ts';
import { taskKinds } from '../taskKinds.ts';
import { onlyVariant, recipeData } from './recipeData.ts';

const schema = z.strictObject({
  kind: z.literal('reviewed'),
  only: z
    .enum(['accepted', 'notRejected'])
    .default('notRejected')
    .meta(from('ours', 'rows that a person accepted, or all that nobody rejected')),
});
export type ReviewedSettings = z.output<typeof schema>;

export const reviewed = recipeData({
  ...onlyVariant(
    {
      plainName: 'Train on the reviewed rows',
      paperName: 'reviewed rows',
      explanation: 'A student learns from the rows of earlier runs as reviewers left them.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: taskKinds,
  needs: [],
  asksNoTeacher: true,
  makes: 'reviewedRows',
  cards: 'none',
  isSuggested: false,
  // it has none of its own: the splits are those of the recipes that wrote its rows
  consumes: () => [],
  epoch: 'last',
});
