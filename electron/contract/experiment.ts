import { z } from 'zod';
import { taskSchema } from './taskSchema.ts';

export { type TaskKind, taskKinds, templatesSchema } from './taskSchema.ts';

/**
 * The experiment file, as a schema: the one place where a setting has its default, its range and its
 * source. Errors, forms and the documents' tables are made from it.
 *
 * `source` says who chose the default: a table or section of a paper, its repository, or ours.
 */
const from = (source: string, description: string) => ({ source, description });

const name = z.string().min(1);
const count = z.int().positive();

export const goldPartSchema = z.strictObject({
  file: name,
  context: name
    .optional()
    .describe('of pairs, the column of the first text: the premise, the paragraph'),
  text: name.describe('column of the text; of pairs, of the second: the hypothesis, the question'),
  label: name.describe(
    "column of the label; of questions, of the answers: SQuAD's form, or the answer as it stands in the context",
  ),
  sample: count.optional().describe('rows to draw, equally many of each label; all without it'),
});

export const corpusPartSchema = z.strictObject({
  file: name.describe('a file or a folder: .jsonl, .csv, .txt, .md'),
  text: name.optional().describe('column of the text, for .jsonl and .csv'),
  title: name.optional().describe('column of the title'),
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

const sampling = (temperature: number, source: string) => ({
  temperature: z
    .number()
    .positive()
    .max(2)
    .default(temperature)
    .meta(from(source, 'how freely the teacher draws its next word')),
  topP: z
    .number()
    .positive()
    .max(1)
    .default(0.9)
    .meta(
      from(
        'SynthesizRR App. K',
        'nucleus: draw from the likeliest words of this total probability',
      ),
    ),
});

const rationaleSettings = {
  rationales: z
    .int()
    .min(0)
    .max(100)
    .default(8)
    .meta(
      from(
        'ours: K of Algorithm 1 is not stated',
        'K: reasons kept for each label; 0 writes the seed set without any (S3 Table 4)',
      ),
    ),
  rationalesPerPrompt: count
    .max(20)
    .default(3)
    .meta(from('S3 section 2.2, the worked prompt', 'k: reasons that a prompt names')),
};

const rounds = z
  .int()
  .min(0)
  .max(20)
  .default(2)
  .meta(from('S3 section 2.3', 'R: times that the errors are extrapolated'));

const until = z
  .enum(['rounds', 'converged'])
  .default('rounds')
  .meta(
    from(
      'S3 App. A: "until the error converges"; the criterion is ours',
      'after R rounds, or before where a student makes no fewer validation errors than the last',
    ),
  );

const rowsToKeep = count.describe('rows to keep: as many as the recipe that it is compared with');

export const s3Schema = z.strictObject({
  kind: z.literal('s3'),
  rows: count.describe('N_seed of Algorithm 1: seed rows to ask for'),
  rounds,
  until,
  lowF1: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .meta(
      from(
        'S3 App. A: "do not have an exact match", or "low F1 scores"; no number is given',
        'of questions: an answer is an error where its F1 lies below; 1: where it is no exact match',
      ),
    ),
  ...rationaleSettings,
  ...sampling(0.9, 'S3 section 3.2.1'),
});

export const s3WithoutEesSchema = z.strictObject({
  kind: z.literal('s3WithoutEes'),
  rows: rowsToKeep,
  ...rationaleSettings,
  ...sampling(0.9, 'S3 section 3.2.1'),
});

export const goldgenSchema = z.strictObject({
  kind: z.literal('goldgen'),
  rows: rowsToKeep,
  ...sampling(0.9, 'S3 section 3.2.1'),
});

const passageTokens = count
  .max(8000)
  .default(500)
  .meta(from('SynthesizRR App. H: r_max', 'longest passage in teacher tokens'));

const foundSettings = {
  depth: count
    .max(10_000)
    .default(500)
    .meta(from('SynthesizRR App. F', 'passages retrieved for each query')),
  expansion: count
    .max(500)
    .default(50)
    .meta(from('SynthesizRR section 5: K', 'passages that may be rewritten for each query')),
  passageTokens,
  upperCosine: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .meta(from('SynthesizRR section 3', 'passages nearer to their query than this are left out')),
};

const labelDistribution = z
  .enum(['uniform', 'gold'])
  .default('uniform')
  .meta(
    from(
      'SynthesizRR section 3: m/C; its repository matches gold',
      "labels asked for: equally many of each, or as often as in the seed's file",
    ),
  );

export const synthesizrrSchema = z.strictObject({
  kind: z.literal('synthesizrr'),
  variant: z.enum(['zero-shot', 'retricl', 'non-retricl']),
  rows: count.describe('rows to ask for'),
  shots: z
    .int()
    .min(0)
    .max(32)
    .default(3)
    .meta(
      from('SynthesizRR section 4', 'RetrICL: pairs of passage and text shown before each passage'),
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
  ...foundSettings,
  labelDistribution,
  ...sampling(0.95, 'SynthesizRR repository, expt/generation.py'),
});

export const fewgenSchema = z.strictObject({
  kind: z.literal('fewgen'),
  rows: count.describe('rows to ask for'),
  shots: z
    .int()
    .min(0)
    .max(100)
    .default(32)
    .meta(from('SynthesizRR Table 6', "seed texts in a label's prompt; 0 for none")),
  labelDistribution,
  ...sampling(0.95, 'SynthesizRR repository, expt/generation.py'),
});

export const hybridSchema = z.strictObject({
  kind: z.literal('hybrid'),
  rows: count.describe('seed rows to ask for: passages that the seed texts find'),
  rounds,
  until,
  shots: z
    .int()
    .min(1)
    .max(32)
    .default(3)
    .meta(from('SynthesizRR section 4', 'pairs of passage and text shown before each passage')),
  retrieval: z
    .enum(['dense', 'bm25'])
    .default('dense')
    .meta(from('SynthesizRR section 4', 'passages found by meaning, or by their words (BM25)')),
  ...foundSettings,
  ...sampling(0.95, 'SynthesizRR repository, expt/generation.py'),
});

export const teacherLabelsSchema = z.strictObject({
  kind: z.literal('teacherLabels'),
  rows: count.describe('passages to draw and to label'),
  passageTokens,
});

export const reviewedSchema = z.strictObject({
  kind: z.literal('reviewed'),
  only: z
    .enum(['accepted', 'notRejected'])
    .default('notRejected')
    .meta(from('ours', 'rows that a person accepted, or all that nobody rejected')),
});

export const confidenceSchema = z.strictObject({
  kind: z.literal('confidence'),
  folds: z
    .int()
    .min(2)
    .max(20)
    .default(5)
    .meta(from('cleanlab, cv_n_folds', 'students trained; each judges the rows that it never saw')),
});

export const recipeSchema = z.discriminatedUnion('kind', [
  s3Schema,
  synthesizrrSchema,
  reviewedSchema,
  confidenceSchema,
  fewgenSchema,
  teacherLabelsSchema,
  s3WithoutEesSchema,
  goldgenSchema,
  hybridSchema,
]);

export const filterNames = [
  'empty',
  'refusal',
  'tooShort',
  'exactDuplicate',
  'nearDuplicate',
  'copyOfPassage',
  'copyOfGold',
] as const;

export const studentSchema = z.strictObject({
  model: name,
  epochs: count.max(1000).default(6).meta(from('SynthesizRR App. K', 'passes over the rows')),
  batch: count.max(1024).default(32).meta(from('SynthesizRR App. K, DistilBERT', 'rows a step')),
  learningRate: z
    .number()
    .positive()
    .max(1)
    .default(5e-5)
    .meta(from('SynthesizRR App. K, DistilBERT', 'highest learning rate')),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
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
        'of questions: tokens that two windows on one long text have in common',
      ),
    ),
  seeds: count
    .max(20)
    .default(1)
    .meta(from('ours: the papers report five', 'final students trained, their scores averaged')),
});

export const dataMapSchema = z.strictObject({
  filter: z
    .enum(['off', 'variability', 'confidence'])
    .default('off')
    .meta(
      from(
        'SynthesizRR App. C: variability; its repository: confidence, within each label',
        'also measures each recipe without the rows that lie lowest on the data map of its student',
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
    .meta(from('ours', 'your documents; SynthesizRR and teacherLabels need some')),
  teacher: name,
  encoder: name.default('all-minilm-l6-v2').meta(from('ours', 'embeds documents and seed texts')),
  student: studentSchema,
  seed: z.int().min(0).max(0xffffffff).default(0).meta(from('ours', 'decides every random draw')),
  cleaning: z
    .strictObject({
      off: z.array(z.enum(filterNames)).default([]).meta(from('ours', 'filters switched off')),
    })
    .prefault({}),
  dataMap: dataMapSchema.prefault({}),
  recipes: z.array(recipeSchema).min(1),
});

export type Experiment = z.output<typeof experimentSchema>;
export type RecipeSettings = z.output<typeof recipeSchema>;
export type S3Settings = z.output<typeof s3Schema>;
export type S3WithoutEesSettings = z.output<typeof s3WithoutEesSchema>;
export type GoldgenSettings = z.output<typeof goldgenSchema>;
export type SynthesizrrSettings = z.output<typeof synthesizrrSchema>;
export type HybridSettings = z.output<typeof hybridSchema>;
export type FewgenSettings = z.output<typeof fewgenSchema>;
export type TeacherLabelsSettings = z.output<typeof teacherLabelsSchema>;
export type ReviewedSettings = z.output<typeof reviewedSchema>;
export type ConfidenceSettings = z.output<typeof confidenceSchema>;
export type StudentSettings = z.output<typeof studentSchema>;
export type DataMapSettings = z.output<typeof dataMapSchema>;
export type FilterName = (typeof filterNames)[number];
