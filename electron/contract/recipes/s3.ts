import { z } from 'zod';
import { from } from '../from.ts';
import { type TaskKind, taskKinds } from '../taskKinds.ts';
import { type LabelledSplit, onlyVariant, recipeData } from './recipeData.ts';
import {
  count,
  errorSettings,
  labelsForErrors,
  rationaleSettings,
  roundSettings,
  S3_SAMPLING,
  sampling,
} from './sharedSettings.ts';
import { verbalizedSetting } from './verbalizedSetting.ts';

const schema = z.strictObject({
  kind: z.literal('s3'),
  rows: count.describe('N_seed of Algorithm 1: seed rows to ask for'),
  ...roundSettings,
  ...errorSettings,
  contrast: z
    .enum(['off', 'on'])
    .default('off')
    .meta(
      from(
        'ours; S3 Table 1 shows the error alone',
        'shows beside an error the nearest validation text that the student got right and that has the label it took the error for',
        { tasks: ['text-classification'] },
      ),
    ),
  lowF1: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .meta(
      from(
        'S3 App. A: "do not have an exact match", or "low F1 scores"; no number is given',
        'for questions: an answer is an error if its F1 is lower; with 1, if it is no exact match',
        { tasks: ['extractive-qa'] },
      ),
    ),
  ...rationaleSettings,
  ...verbalizedSetting,
  ...sampling(0.9, S3_SAMPLING),
});
export type S3Settings = z.output<typeof schema>;

/**
 * The human labels behind S3's rows. Every error comes from the validation set, all of which had to
 * be labelled to find the errors. The seed set only provides contexts, except for questions, where
 * it also provides the answers, which are the labels of the rows.
 */
export const labelsOfS3 = (task: TaskKind): readonly LabelledSplit[] =>
  task === 'extractive-qa' ? ['seed', 'validation'] : ['validation'];

export const s3 = recipeData({
  ...onlyVariant(
    {
      plainName: 'Learn from mistakes',
      paperName: 'S3',
      explanation:
        'The teacher writes a first set of rows. A small student learns from them, and each of its ' +
        'mistakes on your validation examples becomes one more row. Needs no documents.',
    },
    { hasRounds: true },
  ),
  schema,
  tasks: taskKinds,
  needs: ['validation'],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: true,
  consumes: ({ errorsOf }, task) => labelsForErrors(errorsOf, labelsOfS3(task)),
  epoch: 'best',
});
