import { z } from 'zod';
import { onlyVariant, recipeData } from './recipeData.ts';
import { refineSetting } from './refineSetting.ts';
import { rowsToAsk, sampling, ZEROGEN_REPOSITORY, zerogenSettings } from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('zerogen'),
  rows: rowsToAsk,
  ...zerogenSettings,
  ...refineSetting,
  ...sampling(1, ZEROGEN_REPOSITORY, ZEROGEN_REPOSITORY),
});
export type ZerogenSettings = z.output<typeof schema>;

export const zerogen = recipeData({
  ...onlyVariant(
    {
      plainName: 'Write from the labels alone',
      paperName: 'ZeroGen',
      explanation:
        'The teacher goes on writing behind an open quote that names the label, for films about titles ' +
        'that it makes up first. Uses no label of yours; what the other recipes must beat.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: ['text-classification', 'text-pair-classification'],
  needs: [],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  consumes: () => [],
  epoch: 'last',
});
