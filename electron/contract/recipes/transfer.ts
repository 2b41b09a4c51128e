import { z } from 'zod';
import { from } from '../from.ts';
import { recipeData } from './recipeData.ts';
import {
  count,
  rationaleSettings,
  roundSettings,
  S3_SAMPLING,
  sampling,
  zerogenSettings,
} from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('transfer'),
  rows: count.describe("rows to write as ZeroGen does, which replace S3's seed rows"),
  add: z
    .enum(['ourAdd', 'synAdd'])
    .default('ourAdd')
    .meta(
      from(
        'S3 Table 5 has both; the choice of one is ours',
        'ourAdd: what S3 wrote for the errors of its own students; synAdd: rows for the errors of students trained on these',
      ),
    ),
  s3Rows: z
    .int()
    .min(0)
    .default(0)
    .meta(
      from(
        'ours: S3 section 3.5 takes the rows that S3 has',
        'for ourAdd: seed rows of the S3 whose added rows are taken; 0 means as many as rows',
      ),
    ),
  ...roundSettings,
  ...rationaleSettings,
  ...zerogenSettings,
  ...sampling(0.9, S3_SAMPLING),
});
export type TransferSettings = z.output<typeof schema>;

export const transfer = recipeData({
  plainName: 'Add what mistakes teach to rows of labels alone',
  paperName: 'S3 transferred to ZeroGen',
  explanation:
    'ZeroGen’s rows take the place of S3’s first set. Then come the rows that S3 wrote for the ' +
    'mistakes of its own students (ourAdd), or rows for those of students of these (synAdd).',
  schema,
  tasks: ['text-classification', 'text-pair-classification'],
  needs: ['validation'],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  variants: {
    ourAdd: {
      plainName: 'Write from the labels alone, with rows of S3',
      paperName: 'ZeroGen + ourAdd',
      explanation: 'ZeroGen’s rows, and those that S3 wrote for the mistakes of its own students.',
      hasRounds: false,
    },
    synAdd: {
      plainName: 'Write from the labels alone, then learn from mistakes',
      paperName: 'ZeroGen + synAdd',
      explanation: 'ZeroGen’s rows, and rows for the mistakes of students of these.',
      hasRounds: true,
    },
  },
  variantOf: ({ add }) => add,
  consumes: () => ['validation'],
  epoch: 'best',
});
