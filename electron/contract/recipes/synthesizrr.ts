import { z } from 'zod';
import { from } from '../from.ts';
import { recipeData } from './recipeData.ts';
import {
  drawnSettings,
  frameSetting,
  retrievalSettings,
  rowsToAsk,
  SYNTHESIZRR_SAMPLING,
  sampling,
} from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('synthesizrr'),
  variant: z.enum(['zero-shot', 'retricl', 'non-retricl']),
  rows: rowsToAsk,
  shots: z
    .int()
    .min(0)
    .max(32)
    .default(3)
    .meta(
      from(
        'SynthesizRR section 4',
        'RetrICL: pairs of passage and text shown before each passage',
        {
          variants: ['retricl'],
        },
      ),
    ),
  seedShots: z
    .int()
    .min(0)
    .max(100)
    .default(32)
    .meta(
      from(
        'SynthesizRR section 3: N',
        'Non-RetrICL: seed texts of the label shown before a passage',
        { variants: ['non-retricl'] },
      ),
    ),
  retrieval: z
    .enum(['dense', 'bm25', 'random'])
    .default('dense')
    .meta(
      from(
        'SynthesizRR section 4',
        'passages found by meaning, by their words (BM25), or drawn at random',
      ),
    ),
  ...retrievalSettings,
  ...drawnSettings,
  bootstrap: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .meta(
      from(
        'ours: SynthesizRR App. D writes 50 of each label, of two labels 100',
        'seed texts that the teacher writes for each label instead of yours; 0 for none',
      ),
    ),
  bootstrapExamples: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .meta(
      from(
        'SynthesizRR App. D: none, 5 or 15',
        'how many of your seed texts of a label its calls draw their three examples from; 0 uses no human label',
      ),
    ),
  ...frameSetting,
  ...sampling(0.95, SYNTHESIZRR_SAMPLING),
});
export type SynthesizrrSettings = z.output<typeof schema>;

export const synthesizrr = recipeData({
  plainName: 'Write from your documents',
  paperName: 'SynthesizRR',
  explanation:
    'Your seed examples find related passages in your documents. The teacher rewrites each into a row.',
  schema,
  tasks: ['text-classification'],
  needs: ['seed', 'corpus'],
  makes: 'writtenRows',
  cards: 'variants',
  isSuggested: false,
  variants: {
    retricl: {
      plainName: 'Write from your documents, with examples shown',
      paperName: 'SynthesizRR RetrICL',
      explanation:
        'Your seed examples find related passages in your documents. The teacher rewrites each into a ' +
        'row, with a few passages and examples shown before it.',
      hasRounds: false,
    },
    'zero-shot': {
      plainName: 'Write from your documents',
      paperName: 'SynthesizRR zero-shot',
      explanation:
        'Your seed examples find related passages in your documents. The teacher rewrites each into a ' +
        'row, by instruction alone.',
      hasRounds: false,
    },
    'non-retricl': {
      plainName: 'Write from your documents, in the manner of your examples',
      paperName: 'SynthesizRR Non-RetrICL',
      explanation:
        'As before, but the teacher sees many of your seed examples first, without the passages that ' +
        'they might have been written from.',
      hasRounds: false,
    },
  },
  variantOf: ({ variant }) => variant,
  // a seed set that the teacher wrote without any human example uses no human label
  consumes: ({ bootstrap, bootstrapExamples }) =>
    bootstrap > 0 && bootstrapExamples === 0 ? [] : ['seed'],
  epoch: 'last',
});
