import { z } from 'zod';
import { taskKinds } from '../taskKinds.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import { rowsToKeep, S3_SAMPLING, sampling } from './sharedSettings.ts';
import { verbalizedSetting } from './verbalizedSetting.ts';

const schema = z.strictObject({
  kind: z.literal('goldgen'),
  rows: rowsToKeep,
  ...verbalizedSetting,
  ...sampling(0.9, S3_SAMPLING),
});
export type GoldgenSettings = z.output<typeof schema>;

export const goldgen = recipeData({
  ...onlyVariant(
    {
      plainName: 'Write more like your validation examples',
      paperName: 'GoldGen',
      explanation:
        'What S3 is compared with: every validation example becomes rows, whether a student gets it ' +
        'wrong or not. Choose as many rows as the other run kept.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: taskKinds,
  needs: ['validation'],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  consumes: () => ['validation'],
  epoch: 'best',
});
