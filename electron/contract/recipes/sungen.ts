import { z } from 'zod';
import { from } from '../from.ts';
import { recipeData } from './recipeData.ts';
import {
  count,
  rowsToAsk,
  sampling,
  ZEROGEN_REPOSITORY,
  zerogenSettings,
} from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('sungen'),
  rows: rowsToAsk,
  use: z
    .enum(['weighted', 'selected'])
    .default('weighted')
    .meta(
      from(
        'SunGen repository saves the weights and leaves their use open; the default is ours',
        'weighted: students learn from each row by its weight; selected: from the rows of the largest weights, all alike',
      ),
    ),
  share: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .meta(from('ours', 'for selected: the share of the rows of each label that is kept')),
  iterations: count
    .max(1000)
    .default(20)
    .meta(
      from(
        'ours: SunGen repository, README, has 100, for a million rows',
        'how often the weights are improved; with more of them fewer rows count',
      ),
    ),
  ...zerogenSettings,
  ...sampling(1, ZEROGEN_REPOSITORY, ZEROGEN_REPOSITORY),
});
export type SungenSettings = z.output<typeof schema>;

export const sungen = recipeData({
  plainName: 'Write from the labels alone, and weigh the rows',
  paperName: 'SunGen',
  explanation:
    'ZeroGen’s rows, each with a weight: how far its label is to be believed, by what the other rows say. ' +
    'Rows that are probably labelled wrong count little, or are left out. Uses no label of yours.',
  schema,
  tasks: ['text-classification', 'text-pair-classification'],
  needs: [],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  variants: {
    weighted: {
      plainName: 'Write from the labels alone, and weigh the rows',
      paperName: 'SunGen',
      explanation: 'ZeroGen’s rows, each of which counts as much as its label is to be believed.',
      hasRounds: false,
    },
    selected: {
      plainName: 'Write from the labels alone, and keep the best rows',
      paperName: 'SunGen, selected',
      explanation: 'Those of ZeroGen’s rows whose labels are to be believed most.',
      hasRounds: false,
    },
  },
  variantOf: ({ use }) => use,
  consumes: () => [],
  learnsByWeight: ({ use }) => use === 'weighted',
  epoch: 'last',
});
