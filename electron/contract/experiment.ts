import { z } from 'zod';
import { fileReading } from './fileReading.ts';
import { from } from './from.ts';
import { recipeSchema } from './recipes/recipes.ts';
import { taskSchema } from './taskSchema.ts';

export { templatesSchema } from './taskSchema.ts';

/**
 * The schema of the experiment file. It is the only place that defines a setting's default, range
 * and source; errors, forms and the tables in the documentation are generated from it.
 */

const name = z.string().min(1);
const count = z.int().positive().max(10_000_000);

export const goldPartSchema = z.strictObject({
  file: name,
  context: name
    .optional()
    .describe('for pairs, the column of the first text: the premise, the paragraph'),
  text: name.describe(
    'column of the text; for pairs, of the second text: the hypothesis, the question',
  ),
  label: name.describe(
    "column of the label; for questions, of the answers: in SQuAD's form, or the answer exactly as in the context",
  ),
  sample: count.optional().describe('rows to draw; without it, all'),
  sampling: z
    .enum(['balanced', 'asInFile'])
    .optional()
    .describe(
      'balanced, or left out: equally many of each label; asInFile: with their shares in the file',
    ),
  replace: z
    .record(z.string(), z.string())
    .optional()
    .describe('labels of the file that stand for others: { Positive: positive }'),
  ...fileReading,
});

export const corpusPartSchema = z.strictObject({
  file: name.describe('a file or a folder; docs/import.md lists the formats'),
  text: name.optional().describe('column of the text, for tables'),
  title: name.optional().describe('column of the title'),
  ...fileReading,
  unit: z
    .enum(['document', 'passage'])
    .default('document')
    .meta(
      from(
        'SynthesizRR App. J',
        'retrieve documents by their beginning, or cut long ones to passages',
      ),
    ),
});

export const filterNames = [
  'empty',
  'refusal',
  'tooShort',
  'exactDuplicate',
  'nearDuplicate',
  'copyOfPassage',
  'copyOfGold',
] as const;

/** Settings of a student that a grid may vary (S3 section 3.2.1 names these four). */
const tuned = {
  batch: count.max(1024),
  learningRate: z.number().positive().max(1),
  weightDecay: z.number().min(0).max(1),
  epochs: count.max(1000),
};

/** A student is trained for each point, for every recipe of a run; ours. */
const MOST_POINTS = 24;

const pointsOf = (grid: object) =>
  Object.values(grid).reduce(
    (product: number, list: readonly number[]) => product * list.length,
    1,
  );

/** Reports an incomplete list alone, before any other problem with it. */
const hasNoFault = ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0;

const gridSchema = z
  .strictObject({
    batch: z.array(tuned.batch).min(1).optional(),
    learningRate: z.array(tuned.learningRate).min(1).optional(),
    weightDecay: z.array(tuned.weightDecay).min(1).optional(),
    epochs: z.array(tuned.epochs).min(1).optional(),
  })
  .refine((grid) => Object.values(grid).length > 0, {
    error: `a grid varies at least one of ${Object.keys(tuned).join(', ')}; leave grid out to train with one setting`,
    when: hasNoFault,
  })
  .refine((grid) => pointsOf(grid) <= MOST_POINTS, {
    error: ({ input }) =>
      `these lists make ${pointsOf(input as object)} points, of which each trains a student; ${MOST_POINTS} are the most. Shorten a list`,
    when: hasNoFault,
  });

export const studentSchema = z.strictObject({
  model: name,
  method: z
    .enum(['auto', 'finetune', 'head'])
    .default('auto')
    .meta(
      from(
        'finetune: both papers; head and auto are ours',
        'finetune trains all weights; head trains a logistic regression on the frozen model, in seconds, and is often better with few labels; auto takes the one that predicts more of your labels when they are held out, and finetune with leastSteps 0',
        { tasks: ['text-classification'] },
      ),
    ),
  pooling: z
    .enum(['auto', 'first', 'mean'])
    .default('auto')
    .meta(
      from(
        'first: both papers; mean: Kumar et al. 2022 (arXiv 2202.10054); auto is ours',
        'what the head of a fine-tuned student reads: first, the first token; mean, the mean of all tokens, started from a logistic regression on the frozen model; auto takes mean if the model’s sentence-transformers folder says so, and first with leastSteps 0',
        { tasks: ['text-classification', 'text-pair-classification'] },
      ),
    ),
  epochs: tuned.epochs.default(6).meta(from('SynthesizRR App. K', 'passes over the rows')),
  leastSteps: z
    .int()
    .min(0)
    .max(100_000)
    .default(300)
    .meta(
      from(
        'ours, after Mosbach et al. 2021 (arXiv 2006.05987)',
        'minimum number of training steps: an epoch goes through few rows several times, and a student that says one label only is trained once more; 0 leaves it to the epochs, as the papers do',
      ),
    ),
  batch: tuned.batch.default(32).meta(from('SynthesizRR App. K, DistilBERT', 'rows a step')),
  learningRate: tuned.learningRate
    .default(5e-5)
    .meta(from('SynthesizRR App. K, DistilBERT', 'highest learning rate')),
  weightDecay: tuned.weightDecay
    .default(1e-4)
    .meta(from('SynthesizRR App. K', 'AdamW, on all weights')),
  warmup: z
    .number()
    .min(0)
    .max(1)
    .default(0.06)
    .meta(from('SynthesizRR App. K', 'share of the steps in which the rate rises')),
  maxLength: z
    .int()
    .min(8)
    .max(8192)
    .default(512)
    .meta(from('both papers', 'tokens of a text; the rest is cut')),
  stride: z
    .int()
    .min(0)
    .max(4096)
    .default(170)
    .meta(
      from(
        'S3 repository, trainHelperQA.py',
        'for questions: tokens that two neighbouring windows of a long text share',
        { tasks: ['extractive-qa'] },
      ),
    ),
  seeds: count
    .max(20)
    .default(1)
    .meta(
      from('ours: the papers report five', 'final students to train; their scores are averaged'),
    ),
  labelsAndRows: z
    .enum(['choose', 'mixed', 'rowsThenLabels', 'weighted', 'off'])
    .default('choose')
    .meta(
      from(
        'ours; weighted: arXiv 2410.21526',
        'how the student of labels and rows uses both: choose takes the way that explains held-out labels best; mixed trains on both at once; rowsThenLabels on the labels last; weighted gives each row the weight that the labels speak for; off trains none, as the papers do',
        { tasks: ['text-classification', 'text-pair-classification'] },
      ),
    ),
  labelGate: z
    .enum(['on', 'off'])
    .default('on')
    .meta(
      from(
        'ours',
        'leaves out of the student of labels and rows each row whose label both a student of the labels and the teacher, shown the text, contradict',
        { tasks: ['text-classification', 'text-pair-classification'] },
      ),
    ),
  curves: z
    .enum(['off', 'on'])
    .default('off')
    .meta(
      from(
        'S3 Figure 1',
        'reports the accuracy of final students on training and test texts after each epoch; it chooses nothing',
        { tasks: ['text-classification', 'text-pair-classification'] },
      ),
    ),
  grid: gridSchema
    .optional()
    .meta(
      from(
        'S3 section 3.2.1: batch size, learning rate, weight decay and epochs; its values are not stated',
        'values to try for the final students; the validation set chooses among them',
      ),
    ),
});

export const dataMapSchema = z.strictObject({
  filter: z
    .enum(['off', 'variability', 'confidence'])
    .default('off')
    .meta(
      from(
        'SynthesizRR App. C: variability; its repository: confidence, within each label',
        'also measures each recipe without the lowest rows on the data map of its student',
      ),
    ),
  share: z
    .number()
    .positive()
    .max(0.9)
    .default(0.17)
    .meta(from('SynthesizRR App. C', 'share of the rows that is left out')),
});

export const experimentSchema = z.strictObject({
  project: name.regex(/\.stillroom$/, 'a project folder ends in .stillroom'),
  task: taskSchema,
  gold: z.strictObject({ seed: goldPartSchema, validation: goldPartSchema, test: goldPartSchema }),
  corpus: z
    .array(corpusPartSchema)
    .default([])
    .meta(
      from('ours', 'your documents, which SynthesizRR, the hybrid, teacherLabels and llkd need'),
    ),
  teacher: name
    .optional()
    .meta(
      from(
        'ours',
        'the model that writes; left out by recipes that ask none: regen and reviewed, whose passages are then measured in tokens of the encoder',
      ),
    ),
  base: name
    .optional()
    .meta(
      from(
        'BARE (arXiv 2502.01697)',
        'a model of this computer, best one that is not trained to chat, which writes the drafts of recipes with refine: on; without it, the teacher writes them, as raw text',
      ),
    ),
  encoder: name.default('all-minilm-l6-v2').meta(from('ours', 'embeds documents and seed texts')),
  tagger: name
    .optional()
    .meta(
      from(
        'ours; SynthesizRR section 5 has a model of spaCy',
        'a model that finds names for the measure of names; without it, rules and word lists find English ones',
      ),
    ),
  mauveFeatures: z
    .enum(['encoder', 'teacher'])
    .optional()
    .meta(
      from(
        'teacher: Pillutla et al. 2021 and SynthesizRR section 5, with GPT-2; encoder is ours',
        'what MAUVE compares: encoder, or left out, the vectors of the encoder; teacher, what the teacher makes of each text, which takes longer and needs a teacher of this computer',
      ),
    ),
  student: studentSchema,
  seed: z.int().min(0).max(0xffffffff).default(0).meta(from('ours', 'decides every random draw')),
  cleaning: z
    .strictObject({
      off: z.array(z.enum(filterNames)).default([]).meta(from('ours', 'filters to switch off')),
    })
    .prefault({}),
  dataMap: dataMapSchema.prefault({}),
  equalSizes: z
    .enum(['off', 'on'])
    .default('off')
    .meta(
      from(
        'ours, after S3 Table 3: "fine-tuned on the same amount of data"',
        'also measures each recipe at the number of rows that the smallest kept, and at the number of tokens that the cheapest used',
      ),
    ),
  logProbabilities: z
    .enum(['off', 'on'])
    .default('off')
    .meta(
      from(
        'ours',
        'also records how likely the teacher found each word that it wrote; needs a teacher of this computer',
      ),
    ),
  recipes: z.array(recipeSchema).min(1),
});

export type Experiment = z.output<typeof experimentSchema>;
export type StudentSettings = z.output<typeof studentSchema>;
export type StudentGrid = z.output<typeof gridSchema>;
export type DataMapSettings = z.output<typeof dataMapSchema>;
export type FilterName = (typeof filterNames)[number];
