import { z } from 'zod';
import { from } from '../from.ts';
import { recipeData } from './recipeData.ts';
import { refineSetting } from './refineSetting.ts';
import { count, rowsToAsk } from './sharedSettings.ts';
import { verbalizedSetting } from './verbalizedSetting.ts';

const REPOSITORY = 'AttrPrompt repository, gpt_gen_attrprompt.py';

export const ATTRIBUTE_NAME = /^[\w -]{1,40}$/;
export const LONGEST_VALUE = 300;
export const MOST_VALUES = 1000;

const values = z.array(z.string().trim().min(1).max(LONGEST_VALUE)).min(1).max(MOST_VALUES);

/** What rows differ in, by the attribute's name: values for rows of all labels, or for those of each. */
export const attributesSchema = z.record(
  z.string().regex(ATTRIBUTE_NAME, 'a name of letters, digits, spaces, - and _'),
  z.union([values, z.record(z.string(), values)]),
);
export type Attributes = z.output<typeof attributesSchema>;

const schema = z.strictObject({
  kind: z.literal('attrprompt'),
  variant: z
    .enum(['attributed', 'simple'])
    .default('attributed')
    .meta(
      from(
        'AttrPrompt section 4: AttrPrompt, and its baseline SimPrompt',
        'attributed: each row has drawn requirements; simple: all rows of a label have one instruction',
      ),
    ),
  rows: rowsToAsk,
  values: count
    .max(100)
    .default(10)
    .meta(
      from(
        'AttrPrompt repository, gen_train_data/README.md',
        'values that the teacher is asked for, of each attribute',
        { variants: ['attributed'] },
      ),
    ),
  listedBy: z
    .enum(['teacher', 'documents'])
    .default('teacher')
    .meta(
      from(
        'AttrPrompt section 3: the teacher; documents is ours',
        'who lists the attribute of which each label has values of its own, such as the subject: the teacher; or your documents, whose groups are the values for all labels',
        { variants: ['attributed'] },
      ),
    ),
  filter: z
    .enum(['on', 'off'])
    .default('on')
    .meta(
      from(
        'AttrPrompt repository, filter.py',
        "leave out at most five of a label's values, those that the teacher finds relevant to like labels too",
        { variants: ['attributed'] },
      ),
    ),
  attributes: attributesSchema
    .default({})
    .meta(
      from(
        'AttrPrompt section 3: people choose attributes and correct their values',
        "your own values in the place of the teacher's, by attribute: a list, or a list for each label",
        { variants: ['attributed'] },
      ),
    ),
  ...verbalizedSetting,
  ...refineSetting,
  temperature: z
    .number()
    .positive()
    .max(2)
    .default(1)
    .meta(from(REPOSITORY, 'how freely the teacher draws its next word')),
  topP: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .meta(from(REPOSITORY, 'nucleus: draw from the likeliest words of this total probability')),
});
export type AttrpromptSettings = z.output<typeof schema>;

const words = {
  plainName: 'Write to drawn requirements',
  paperName: 'AttrPrompt',
  explanation:
    'The teacher lists subjects, styles and the like for your labels; then each row is written to requirements ' +
    'that are drawn from these lists. Uses no label of yours.',
};

export const attrprompt = recipeData({
  ...words,
  schema,
  tasks: ['text-classification'],
  needs: [],
  makes: 'writtenRows',
  cards: 'variants',
  isSuggested: false,
  variants: {
    attributed: { ...words, hasRounds: false },
    simple: {
      plainName: 'Write to one instruction',
      paperName: 'SimPrompt',
      explanation:
        'The teacher is told only what kind of text to write and about which label: the baseline of AttrPrompt.',
      hasRounds: false,
    },
  },
  variantOf: ({ variant }) => variant,
  consumes: () => [],
  epoch: 'last',
});
