import { z } from 'zod';
import { from } from '../from.ts';
import { recipeData } from './recipeData.ts';
import { refineSetting } from './refineSetting.ts';
import {
  drawnSettings,
  frameSetting,
  rowsToAsk,
  SYNTHESIZRR_SAMPLING,
  sampling,
} from './sharedSettings.ts';
import { verbalizedSetting } from './verbalizedSetting.ts';

const schema = z.strictObject({
  kind: z.literal('fewgen'),
  rows: rowsToAsk,
  shots: z
    .int()
    .min(0)
    .max(100)
    .default(32)
    .meta(from('SynthesizRR Table 6', "seed texts in a label's prompt; 0 for none")),
  ...drawnSettings,
  ...frameSetting,
  ...verbalizedSetting,
  ...refineSetting,
  ...sampling(0.95, SYNTHESIZRR_SAMPLING),
});
export type FewgenSettings = z.output<typeof schema>;

const words = {
  plainName: 'Write more like your examples',
  paperName: 'FewGen',
  explanation:
    'The teacher is shown some of your seed examples of a label and writes more of them. Needs no ' +
    'documents; rows resemble each other more. With 0 shots it writes from the instruction alone.',
};

export const fewgen = recipeData({
  ...words,
  schema,
  tasks: ['text-classification'],
  needs: ['seed'],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  variants: {
    'few-shot': { ...words, hasRounds: false },
    'zero-shot': {
      plainName: 'Write from the instruction alone',
      paperName: 'FewGen zero-shot',
      explanation: 'The teacher writes from the instruction alone. Uses no label of yours.',
      hasRounds: false,
    },
  },
  variantOf: ({ shots }) => (shots === 0 ? 'zero-shot' : 'few-shot'),
  consumes: ({ shots }) => (shots === 0 ? [] : ['seed']),
  epoch: 'last',
});
