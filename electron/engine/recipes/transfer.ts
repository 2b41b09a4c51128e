import { BadInput } from '../../../models/badInput.ts';
import { type RecipeSettings, recipeId, recipes } from '../../contract/recipes/recipes.ts';
import type { S3Settings } from '../../contract/recipes/s3.ts';
import { transfer as data, type TransferSettings } from '../../contract/recipes/transfer.ts';
import { round, SEED_SET, stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from '../steps/clean.ts';
import type { RunContext } from '../steps/context.ts';
import { keptOf } from '../steps/example.ts';
import { extrapolateErrors } from './extrapolateErrors.ts';
import { planRounds } from './planRounds.ts';
import { rationaleCalls } from './rationaleSeed.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult, Synthesised } from './recipeResult.ts';
import { s3Rows } from './s3.ts';
import { trainAndScore } from './trainAndScore.ts';
import { writeSimilar } from './writeSimilar.ts';
import { contextCalls, zerogenRows } from './zerogen.ts';
import { typicalZerogenCall, zerogenPrompts } from './zerogenPrompt.ts';

/**
 * S3's test of whether its added rows transfer (section 3.5, Table 5): ZeroGen's rows replace the
 * seed set. `ourAdd` adds the rows that S3 wrote for the errors of its own students; `synAdd`
 * extrapolates the errors of students that are trained on ZeroGen's rows. Validation chooses the
 * epoch, as in S3.
 */
async function run(ctx: RunContext, settings: TransferSettings): Promise<RecipeResult> {
  const seed = await zerogenSet(ctx, settings);
  if (settings.add === 'ourAdd') return addRowsOfS3(ctx, settings, seed);
  return extrapolateErrors(ctx, settings, seed, {
    settings,
    title: data.variants.synAdd.paperName,
    consumed: ctx.gold.validation,
    write: (key, errors) => writeSimilar(ctx, settings, key, errors),
  });
}

/** ZeroGen's rows, which are reused if the project has them. */
async function zerogenSet(ctx: RunContext, settings: TransferSettings): Promise<Synthesised> {
  const { rows, perContext, shortestWords, selfDebiasing } = settings;
  // temperature and topP are S3's: ZeroGen has its own
  const ofZerogen = recipes.zerogen.schema.parse({
    kind: 'zerogen',
    rows,
    perContext,
    shortestWords,
    selfDebiasing,
  });
  const { candidates, ...written } = await zerogenRows(ctx, ofZerogen);
  const key = stepKey('clean', recipeId(settings), SEED_SET);
  const examples = await clean(ctx, key, candidates);
  requireYield("Transfer's seed set, of ZeroGen's rows", examples, ctx.task.labels);
  return { ...written, examples, asked: rows, emptyQueries: 0 };
}

/** The S3 whose added rows are used. */
function s3OfTransfer(settings: TransferSettings): S3Settings {
  const { rounds, until, rationales, rationalesPerPrompt, temperature, topP } = settings;
  return recipes.s3.schema.parse({
    kind: 's3',
    rows: settings.s3Rows || settings.rows,
    rounds,
    until,
    rationales,
    rationalesPerPrompt,
    temperature,
    topP,
  });
}

/** D_add of an S3 with these settings, whose steps are shared, added to ZeroGen's rows. */
async function addRowsOfS3(
  ctx: RunContext,
  settings: TransferSettings,
  seed: Synthesised,
): Promise<RecipeResult> {
  const ofS3 = await s3Rows(ctx, s3OfTransfer(settings));
  const added = keptOf(ofS3.examples).filter(({ lineage }) => lineage.error !== undefined);
  const { paperName } = data.variants.ourAdd;
  if (added.length === 0) ctx.note(`${paperName}: S3 added no row, so there is none to take.`);
  // under a round's key because, as in S3, they come from the first errors
  const taken = await clean(
    ctx,
    stepKey('clean', recipeId(settings), round(0)),
    added.map(({ droppedBy: _, ...row }) => row),
    keptOf(seed.examples),
  );
  return trainAndScore(ctx, settings, {
    title: paperName,
    asked: seed.asked + added.length,
    examples: [...seed.examples, ...taken],
    generations: [...seed.generations, ...ofS3.generations],
    otherTokens: seed.otherTokens + ofS3.otherTokens,
    emptyQueries: 0,
    consumed: ctx.gold.validation,
  });
}

/** S3's rows in a run form a single set, including those that transfer takes from it. */
function requireSameS3(settings: TransferSettings, recipesOfRun: readonly RecipeSettings[]): void {
  const s3 = recipesOfRun.find((recipe) => recipe.kind === 's3');
  if (!s3) return;
  const taken = s3OfTransfer(settings);
  const other = (Object.keys(taken) as (keyof S3Settings)[]).find(
    (name) => s3[name] !== taken[name],
  );
  if (other === undefined) return;
  const field = other === 'rows' ? 's3Rows' : other;
  throw new BadInput(
    `recipes: transfer takes the added rows of an S3 whose ${other} is ${taken[other]}, and that of s3 is ` +
      `${s3[other]}. Set ${field} of transfer to ${s3[other]} too, or run them one after the other.`,
  );
}

export const transfer = defineRecipe<'transfer'>({
  data,
  check(settings, { task, experiment }) {
    zerogenPrompts(task);
    if (settings.add === 'ourAdd') requireSameS3(settings, experiment.recipes);
    else if (settings.s3Rows > 0) {
      throw new BadInput(
        'recipes: s3Rows of transfer says how large the S3 is whose rows are added, and synAdd adds none of ' +
          "S3's. Leave it out, or set add to ourAdd.",
      );
    }
  },
  run,
  plan(settings, sizes) {
    const isSynAdd = settings.add === 'synAdd';
    const s3Rows = isSynAdd ? settings.rows : settings.s3Rows || settings.rows;
    const { added, ...rounds } = planRounds({ ...settings, rows: s3Rows }, sizes);
    const written = settings.rows + contextCalls(settings, sizes) + added;
    return {
      ...rounds,
      calls: written + (isSynAdd ? 0 : rationaleCalls(settings, sizes) + s3Rows),
      rows: settings.rows + added,
    };
  },
  typicalCall: typicalZerogenCall,
  preview: () => [],
});
