import { z } from 'zod';
import { from } from '../from.ts';
import { onlyVariant, recipeData } from './recipeData.ts';
import { count, passageTokens } from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('teacherLabels'),
  rows: count.describe('passages to draw and to label'),
  passageTokens,
  targets: z
    .enum(['hard', 'soft'])
    .default('hard')
    .meta(
      from(
        'ours, after Hinton et al. 2015 (arXiv 1503.02531)',
        'what a student learns of a passage: hard, its likeliest label; soft, the share of every label',
      ),
    ),
});
export type TeacherLabelsSettings = z.output<typeof schema>;

export const teacherLabels = recipeData({
  ...onlyVariant(
    {
      plainName: 'Let the teacher label your documents',
      paperName: 'teacher labels',
      explanation:
        'Nothing is written: the teacher says which label fits each of your documents best, and a ' +
        'student learns from that. Good where your documents are the kind of text you will classify.',
    },
    { hasRounds: false },
  ),
  schema,
  tasks: ['text-classification'],
  needs: ['corpus'],
  makes: 'labelledPassages',
  cards: 'one',
  isSuggested: false,
  consumes: () => [],
  epoch: 'last',
});
