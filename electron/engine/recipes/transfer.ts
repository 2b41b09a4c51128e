import {
  type S3Settings,
  s3Schema,
  type TransferSettings,
  zerogenSchema,
} from '../../contract/recipeSchema.ts';
import { clean, keptOf, requireYield } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { extrapolateErrors } from './extrapolateErrors.ts';
import type { RecipeResult } from './recipeResult.ts';
import { s3Rows } from './s3.ts';
import type { Synthesised } from './synthesised.ts';
import { trainOnKept } from './trainOnKept.ts';
import { writeSimilar } from './writeSimilar.ts';
import { zerogenRows } from './zerogen.ts';

const NAME = 'transfer';

/**
 * S3's test of whether its added rows transfer (section 3.5, Table 5): ZeroGen's rows take the place of the
 * seed set. `ourAdd` adds to them what S3 wrote for the errors of its own students; `synAdd` extrapolates
 * the errors of students that are trained on ZeroGen's rows. Validation chooses the epoch, as in S3.
 */
export async function transfer(lab: Laboratory, settings: TransferSettings): Promise<RecipeResult> {
  const { add } = settings;
  const name = `${NAME}/${add}`;
  const seed = await zerogenSet(lab, settings, name);
  if (add === 'ourAdd') return addRowsOfS3(lab, settings, seed, name);
  return extrapolateErrors(lab, settings, seed, {
    recipe: NAME,
    name,
    variant: add,
    title: 'Transfer, synAdd',
    consumed: lab.gold.validation,
    write: (key, errors) => writeSimilar(lab, settings, key, errors),
  });
}

/** ZeroGen's rows, which are found again where the project has them. */
async function zerogenSet(
  lab: Laboratory,
  { rows, perContext, shortestWords, selfDebiasing }: TransferSettings,
  name: string,
): Promise<Synthesised> {
  // temperature and topP are S3's: ZeroGen writes with its own
  const settings = zerogenSchema.parse({
    ...{ kind: 'zerogen', rows },
    ...{ perContext, shortestWords, selfDebiasing },
  });
  const { candidates, ...written } = await zerogenRows(lab, settings);
  const examples = await clean(lab, `${name}/seed/clean`, candidates);
  requireYield("Transfer's seed set, of ZeroGen's rows", examples, lab.task.labels);
  return {
    ...written,
    ...{ examples, asked: rows, emptyQueries: 0 },
    steps: ['zerogen/contexts/', 'zerogen/generate', `${name}/seed/`],
  };
}

/** The S3 whose added rows are taken. */
export function s3OfTransfer(settings: TransferSettings): S3Settings {
  const { rounds, until, rationales, rationalesPerPrompt, temperature, topP } = settings;
  return s3Schema.parse({
    kind: 's3',
    rows: settings.s3Rows || settings.rows,
    ...{ rounds, until, rationales, rationalesPerPrompt, temperature, topP },
  });
}

/** D_add of an S3 of these settings, whose steps are shared, beside ZeroGen's rows. */
async function addRowsOfS3(
  lab: Laboratory,
  settings: TransferSettings,
  seed: Synthesised,
  name: string,
): Promise<RecipeResult> {
  const ofS3 = await s3Rows(lab, s3OfTransfer(settings));
  const added = keptOf(ofS3.examples).filter(({ lineage }) => lineage.error !== undefined);
  if (added.length === 0) lab.note('Transfer, ourAdd: S3 added no row, so there is none to take.');
  // under a round's key: as in S3, they are what the first errors gave
  const key = `${name}/round-0/clean`;
  const taken = await clean(
    lab,
    key,
    added.map(({ droppedBy: _, ...row }) => row),
    keptOf(seed.examples),
  );
  return trainOnKept(lab, name, {
    recipe: NAME,
    variant: settings.add,
    asked: seed.asked + added.length,
    examples: [...seed.examples, ...taken],
    generations: [...seed.generations, ...ofS3.generations],
    otherTokens: seed.otherTokens + ofS3.otherTokens,
    emptyQueries: 0,
    consumed: lab.gold.validation,
    choose: 'best',
    steps: [...seed.steps, ...ofS3.steps],
  });
}
