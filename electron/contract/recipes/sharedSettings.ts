import { z } from 'zod';
import { from } from '../from.ts';
import type { LabelledSplit } from './recipeData.ts';

/** Settings that several recipes share. */
/** Far above what a workstation writes in a year. */
export const count = z.int().positive().max(10_000_000);

export const sampling = (temperature: number, source: string, topP = 'SynthesizRR App. K') => ({
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

/** The places at which S3's paper and SynthesizRR's repository state their sampling settings. */
export const S3_SAMPLING = 'S3 section 3.2.1';
export const SYNTHESIZRR_SAMPLING = 'SynthesizRR repository, expt/generation.py';

export const rationaleSettings = {
  rationales: z
    .int()
    .min(0)
    .max(100)
    .default(8)
    .meta(
      from(
        'ours: K of Algorithm 1 is not stated',
        'K: reasons kept for each label; 0 writes the seed set without any (S3 Table 4)',
        { tasks: ['text-classification'] },
      ),
    ),
  rationalesPerPrompt: count
    .max(20)
    .default(3)
    .meta(
      from('S3 section 2.2, the worked prompt', 'k: reasons that a prompt names', {
        tasks: ['text-classification'],
      }),
    ),
};

export const roundSettings = {
  rounds: z
    .int()
    .min(0)
    .max(20)
    .default(2)
    .meta(from('S3 section 2.3', 'R: how often the errors are extrapolated')),
  until: z
    .enum(['rounds', 'converged'])
    .default('rounds')
    .meta(
      from(
        'S3 App. A: "until the error converges"; the criterion is ours',
        'stop after R rounds, or earlier if a student makes no fewer validation errors than the last',
      ),
    ),
};

const LABEL_TASKS = ['text-classification', 'text-pair-classification'] as const;

/** For recipes that learn from the errors of students that they train themselves. */
export const errorSettings = {
  errorsOf: z
    .enum(['rows', 'labelsAndRows'])
    .default('rows')
    .meta(
      from(
        'S3 Algorithm 2: rows; labelsAndRows after LLM2LLM (arXiv 2403.15042)',
        'whose validation errors become rows: those of a student of the rows, or of students of labels and ' +
          'rows, each of which is asked about texts that it never saw',
        { tasks: LABEL_TASKS },
      ),
    ),
  errorsEpoch: z
    .enum(['best', 'last'])
    .default('best')
    .meta(
      from(
        "S3 repository, main_*.py: the best epoch's, but the last epoch's for IMDb",
        'which epoch of a student of the rows makes the errors',
      ),
    ),
  mostErrors: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta(
      from(
        'S3 Algorithm 2: all; the order is ours',
        'rows for errors that a round may add: those for the errors that the student is surest of come first; 0 sets no limit',
        { tasks: LABEL_TASKS },
      ),
    ),
};
export type ErrorsOf = z.output<z.ZodObject<typeof errorSettings>>['errorsOf'];

/** The human labels of such a recipe, beside those that its rows are written from. */
export const labelsForErrors = (
  errorsOf: ErrorsOf,
  own: readonly LabelledSplit[],
): readonly LabelledSplit[] => (errorsOf === 'rows' ? own : ['seed', 'validation']);

export const rowsToKeep = count.describe(
  'rows to keep: as many as the recipe that it is compared with',
);
export const rowsToAsk = count.describe('rows to ask for');

export const passageTokens = count
  .max(8000)
  .default(500)
  .meta(from('SynthesizRR App. H: r_max', 'longest passage in teacher tokens'));

const cosine = z.number().min(0).max(1);

export const retrievalSettings = {
  depth: count
    .max(10_000)
    .default(500)
    .meta(from('SynthesizRR App. F', 'passages retrieved for each query')),
  expansion: count
    .max(500)
    .default(50)
    .meta(from('SynthesizRR section 5: K', 'passages that may be rewritten for each query')),
  passageTokens,
  upperCosine: cosine
    .default(0.9)
    .meta(from('SynthesizRR section 3', 'passages nearer to their query than this are left out')),
  lowerCosine: cosine
    .default(0)
    .meta(
      from(
        'ours: SynthesizRR section 3 has 0.4, for Contriever',
        "passages farther from their query than this are left out; 0 takes the 5th percentile of the queries' nearest 50",
      ),
    ),
  lowerShotCosine: cosine
    .default(0)
    .meta(
      from(
        'ours: SynthesizRR repository has 0.5, for Contriever',
        'the same for passages that are shown as examples; 0 takes lowerCosine',
        { variants: ['retricl'] },
      ),
    ),
};

/** For recipes whose prompts have SynthesizRR's layouts. */
export const frameSetting = {
  frame: z
    .enum(['auto', 'raw', 'chat'])
    .default('auto')
    .meta(
      from(
        'ours: SynthesizRR completes raw text with Llama 2, and its Claude answers in a chat',
        "raw: the teacher continues the prompt; chat: the prompt is a turn of its chat template; auto: chat if the teacher's file has a template",
      ),
    ),
};
export type FrameSetting = z.output<z.ZodObject<typeof frameSetting>>['frame'];

export const drawnSettings = {
  labelDistribution: z
    .enum(['uniform', 'gold'])
    .default('uniform')
    .meta(
      from(
        'SynthesizRR section 3: m/C; its repository matches gold',
        "how many rows of each label: equally many, or as in the seed's file",
      ),
    ),
  subsample: z
    .int()
    .min(0)
    .default(0)
    .meta(
      from(
        'SynthesizRR repository, expt/main.py, has one for each task',
        'rows to draw from those that cleaning kept, in the proportions of labelDistribution; 0 takes all',
      ),
    ),
};

export const ZEROGEN_REPOSITORY = 'ZeroGen repository, run_cls.sh';

export const zerogenSettings = {
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
    .meta(from(ZEROGEN_REPOSITORY, 'shorter rows are dropped (cleaning filter tooShort)')),
  selfDebiasing: z
    .enum(['off', 'pairs'])
    .default('pairs')
    .meta(
      from(
        'ZeroGen repository: for the tasks on pairs',
        'for pairs: words that fit the other labels better become less likely',
        { tasks: ['text-pair-classification'] },
      ),
    ),
};
