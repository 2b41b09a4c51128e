import { z } from 'zod';
import { taskKinds } from '../taskKinds.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import { labelsOfS3 } from './s3.ts';
import { rationaleSettings, rowsToKeep, S3_SAMPLING, sampling } from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('s3WithoutEes'),
  rows: rowsToKeep,
  ...rationaleSettings,
  ...sampling(0.9, S3_SAMPLING),
});
export type S3WithoutEesSettings = z.output<typeof schema>;

export const s3WithoutEes = recipeData({
  ...onlyVariant(
    {
      plainName: 'Write without looking at mistakes',
      paperName: 'S3 without EES',
      explanation:
        'The first half of S3, which it is compared with: the teacher writes as it does there, and no ' +
        'student has a say. Choose as many rows as the other run kept.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: taskKinds,
  needs: ['validation'],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  // validation chooses the epoch, as in S3
  consumes: (_, task) => labelsOfS3(task),
  epoch: 'best',
});
