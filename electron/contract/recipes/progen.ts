import { z } from 'zod';
import { from } from '../from.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import {
  count,
  rowsToAsk,
  sampling,
  ZEROGEN_REPOSITORY,
  zerogenSettings,
} from './sharedSettings.ts';

const REPOSITORY = 'ProGen repository, scripts/run_main.sh';

const schema = z.strictObject({
  kind: z.literal('progen'),
  rows: rowsToAsk,
  firstMilestone: count
    .max(100_000)
    .default(100)
    .meta(
      from(
        'ProGen repository, cls_generator.py',
        'rows to ask for before a student judges them for the first time; each further milestone is twice as far',
      ),
    ),
  validationShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .meta(
      from(
        'ProGen repository, cls_generator.py: 1,000 of its first 2,000 rows; the place is ours',
        'the share of the rows up to the first milestone by which the others are judged from then on',
      ),
    ),
  poolSize: count
    .max(10_000)
    .default(50)
    .meta(
      from(
        REPOSITORY,
        'how many of the most helpful rows of each label may be shown in further prompts',
      ),
    ),
  shots: count
    .max(100)
    .default(8)
    .meta(from(REPOSITORY, 'rows of the pool, of its own label, that a prompt shows')),
  shotShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .meta(from(REPOSITORY, 'how likely a call behind the first milestone shows any')),
  overlap: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .meta(
      from(
        'ProGen repository, cls_generator.py',
        'a row is left out that has at least this share of the words of a row that its prompt showed',
      ),
    ),
  ...zerogenSettings,
  ...sampling(1, ZEROGEN_REPOSITORY, ZEROGEN_REPOSITORY),
});
export type ProgenSettings = z.output<typeof schema>;

export const progen = recipeData({
  ...onlyVariant(
    {
      plainName: 'Write from the labels alone, and show what helped',
      paperName: 'ProGen',
      explanation:
        'ZeroGen’s rows, of which students learn while they are written. Rows that help a student most are shown in ' +
        'further prompts. Uses no label of yours.',
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
