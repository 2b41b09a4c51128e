import { z } from 'zod';
import { from } from '../from.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import { count, passageTokens } from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('regen'),
  rows: count.describe('documents to learn from, as many of each label as of the others'),
  rounds: z
    .int()
    .min(0)
    .max(20)
    .default(2)
    .meta(
      from(
        'ours: ReGen repository, retrieve.py, has rounds 1, 2 and so on',
        'how often documents that were found look for further ones',
      ),
    ),
  depth: count
    .max(10_000)
    .default(100)
    .meta(from('ReGen repository, README: 50 to 100', 'documents that each query finds')),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .meta(
      from(
        'ours: gamma of the paper is not in its repository',
        'a document is kept if the student gives its label more than this probability',
      ),
    ),
  queries: z
    .record(z.string(), z.string().trim().min(1).max(1000))
    .default({})
    .meta(
      from(
        'ReGen repository, retrieve.py, has a description of each label',
        "what each label's documents are looked for by, in the place of the label's meaning",
      ),
    ),
  passageTokens: passageTokens
    .default(200)
    .meta(from('ReGen repository, gen_embedding.sh', 'longest passage in teacher tokens')),
});
export type RegenSettings = z.output<typeof schema>;

export const regen = recipeData({
  ...onlyVariant(
    {
      plainName: 'Find documents for each label',
      paperName: 'ReGen',
      explanation:
        "Nothing is written: documents near a label's meaning become rows, and look for further ones; those that " +
        'a student is unsure of are left out. Uses no label of yours, and needs documents of the kind that you will classify.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: ['text-classification'],
  needs: ['corpus'],
  asksNoTeacher: true,
  makes: 'labelledPassages',
  cards: 'one',
  isSuggested: false,
  consumes: () => [],
  epoch: 'last',
});
