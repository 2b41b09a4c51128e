import { z } from 'zod';
import { from } from './from.ts';

const count = z.int().positive();

const sampling = (temperature: number, source: string, topP = 'SynthesizRR App. K') => ({
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
    .meta(from(topP, 'nucleus: draw from the likeliest words of this total probability')),
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

const subsample = z
  .int()
  .min(0)
  .default(0)
  .meta(
    from(
      'SynthesizRR repository, expt/main.py, has one for each task',
      'rows to draw of those that cleaning kept, labels in the shares of labelDistribution; 0 takes all',
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
  subsample,
  bootstrap: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .meta(
      from(
        'ours: SynthesizRR App. D writes 50 of each label, of two labels 100',
        'seed texts that the teacher writes for each label in the place of yours; 0 for none',
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
        'of your seed texts of a label, those from which each of its calls is shown three; 0 uses no human label',
      ),
    ),
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
  subsample,
  ...sampling(0.95, 'SynthesizRR repository, expt/generation.py'),
});

const ZEROGEN = 'ZeroGen repository, run_cls.sh';

const zerogenSettings = {
  perContext: count
    .max(1000)
    .default(1)
    .meta(
      from(
        'ours: its repository writes up to 32, of 200,000 rows',
        'rows of each label that are written about one context, such as a made-up title',
      ),
    ),
  shortestWords: count
    .max(100)
    .default(10)
    .meta(from(ZEROGEN, 'shorter rows are dropped (cleaning filter tooShort)')),
  selfDebiasing: z
    .enum(['off', 'pairs'])
    .default('pairs')
    .meta(
      from(
        'ZeroGen repository: for the tasks on pairs',
        'of pairs: words that the other labels would rather go on with become less likely',
      ),
    ),
};

export const zerogenSchema = z.strictObject({
  kind: z.literal('zerogen'),
  rows: count.describe('rows to ask for'),
  ...zerogenSettings,
  ...sampling(1, ZEROGEN, ZEROGEN),
});

export const transferSchema = z.strictObject({
  kind: z.literal('transfer'),
  rows: count.describe("rows to ask for in ZeroGen's way, which take the place of S3's seed rows"),
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
        'of ourAdd: seed rows of the S3 whose added rows are taken; 0 for as many as rows',
      ),
    ),
  rounds,
  until,
  ...rationaleSettings,
  ...zerogenSettings,
  ...sampling(0.9, 'S3 section 3.2.1'),
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
  zerogenSchema,
  transferSchema,
]);

export type RecipeSettings = z.output<typeof recipeSchema>;
export type S3Settings = z.output<typeof s3Schema>;
export type S3WithoutEesSettings = z.output<typeof s3WithoutEesSchema>;
export type GoldgenSettings = z.output<typeof goldgenSchema>;
export type SynthesizrrSettings = z.output<typeof synthesizrrSchema>;
export type ZerogenSettings = z.output<typeof zerogenSchema>;
export type TransferSettings = z.output<typeof transferSchema>;
export type HybridSettings = z.output<typeof hybridSchema>;
export type FewgenSettings = z.output<typeof fewgenSchema>;
export type TeacherLabelsSettings = z.output<typeof teacherLabelsSchema>;
export type ReviewedSettings = z.output<typeof reviewedSchema>;
export type ConfidenceSettings = z.output<typeof confidenceSchema>;
