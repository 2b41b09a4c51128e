import { BadInput } from '../../../models/badInput.ts';
import { sungen as data, type SungenSettings } from '../../contract/recipes/sungen.ts';
import { eachInTurns } from '../import/eachInTurns.ts';
import { contentHash } from '../journal/contentHash.ts';
import { recipePart, stepKey } from '../journal/stepKey.ts';
import { effectiveNumber } from '../measures/effectiveNumber.ts';
import { noiseRobustWeights } from '../measures/noiseRobustWeights.ts';
import { applyFilters, requireYield } from '../steps/clean.ts';
import type { RunContext } from '../steps/context.ts';
import { embeddedRows } from '../steps/embeddedGold.ts';
import type { Candidate, Example } from '../steps/example.ts';
import { NoYield } from '../steps/noYield.ts';
import { namedRow } from '../training/labelHead.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { type CheckedInputs, defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { contextCalls, settingsOfZerogen, zerogenRows } from './zerogen.ts';
import { typicalZerogenCall, zerogenPrompts } from './zerogenPrompt.ts';

/** Among fewer rows a single one decides how far others are believed. */
const FEWEST_ROWS = 20;
/** The share of their number that the rows of a label must count for. */
const LEAST_SHARE = 0.1;
/** A label that counts for fewer rows than these is noted. */
const FEW_OF_A_LABEL = 10;

/** A row that cleaning keeps, and how far its label is to be believed. */
interface Weighed {
  /** Its place among the candidates. */
  readonly at: number;
  readonly label: string;
  readonly weight: number;
}

/**
 * SunGen (Gao et al. 2023): ZeroGen's rows, each with a weight that makes a classifier of the weighted rows best
 * by a loss which wrong labels mislead little. Students learn from the rows by these weights, or from those of
 * the largest weights only.
 */
async function run(ctx: RunContext, settings: SungenSettings): Promise<RecipeResult> {
  const { candidates, ...written } = await zerogenRows(ctx, settingsOfZerogen(settings));
  // the cleaning that is recorded below has the weights among its inputs
  const cleaned = applyFilters(candidates, [], ctx.filtersOff);
  requireYield(`${data.paperName}, ZeroGen's rows`, cleaned, ctx.task.labels);
  const weighed = await weigh(ctx, settings, cleaned);
  requireSpread(ctx, weighed);
  const leftOut = settings.use === 'selected' ? lowest(ctx, weighed, settings.share) : new Set();
  const weightAt = new Map(weighed.map((row) => [row.at, row]));
  return cleanAndTrain(ctx, settings, {
    ...written,
    candidates: candidates.map((candidate, at): Candidate => {
      const row = weightAt.get(at);
      if (!row) return candidate;
      return {
        ...candidate,
        lineage: { ...candidate.lineage, weight: row.weight },
        ...(leftOut.has(row) ? { leftOut: 'lowWeight' } : {}),
      };
    }),
    title: data.variants[settings.use].paperName,
    asked: settings.rows,
    emptyQueries: 0,
    consumed: [],
  });
}

/** The weights of the rows that cleaning keeps. */
async function weigh(
  ctx: RunContext,
  { kind, iterations }: SungenSettings,
  cleaned: readonly Example[],
): Promise<Weighed[]> {
  const kept = cleaned.flatMap((row, at) => (row.droppedBy === null ? [{ ...row, at }] : []));
  if (kept.length < FEWEST_ROWS) {
    throw new NoYield(
      `${data.paperName}: cleaning kept ${kept.length} rows, and fewer than ${FEWEST_ROWS} cannot be weighed ` +
        'against each other. Ask for more rows, choose another teacher or prompt set, or switch a filter off ' +
        '(cleaning.off).',
    );
  }
  // the yardsticks of weighted rows read the same vectors
  const features = await embeddedRows(ctx, `rows-of-${recipePart('sungen/weighted')}`, kept);
  const { labels } = ctx.task;
  const inputs = {
    rows: contentHash(kept.map(namedRow)),
    encoder: ctx.models.encoder.identity,
    labels,
    iterations,
  };
  const weights = await ctx.run.step(stepKey('sift', kind), inputs, async (tell) => {
    const classes = kept.map(({ label }) => labels.indexOf(label));
    const search = noiseRobustWeights(
      { features, classes, count: labels.length },
      { iterations },
      ctx.run.random(kind, 'weights'),
    );
    let last: readonly number[] = [];
    let done = 0;
    await eachInTurns(search, (found) => {
      if (!found) return;
      // with fewer digits, which are all that a file of rows needs
      last = Array.from(found, (weight) => Number(weight.toFixed(6)));
      tell(++done, iterations, 'iterations');
    });
    return last;
  });
  return kept.map(({ at, label }, i) => ({ at, label, weight: weights[i]! }));
}

/**
 * Notes what the weighted rows count for.
 * @throws NoYield if a few rows of a label have nearly all of its weight: a student could only give the appearance
 *   of success
 */
function requireSpread({ task, note }: RunContext, rows: readonly Weighed[]): void {
  let total = 0;
  for (const label of task.labels) {
    const own = rows.filter((row) => row.label === label).map(({ weight }) => weight);
    const worth = effectiveNumber(own);
    const says = `${data.paperName}: with their weights the ${own.length} rows of ${label} are worth ${worth.toFixed(0)} of equal weight`;
    if (worth < own.length * LEAST_SHARE) {
      throw new NoYield(
        `${says}, since a few have nearly all of the weight. Set iterations lower, ask for more rows, choose another ` +
          'teacher or prompt set, or take zerogen, which weighs nothing.',
      );
    }
    if (worth < FEW_OF_A_LABEL) note(`${says}, which are few to learn from. Ask for more rows.`);
    total += worth;
  }
  note(
    `${data.paperName}: with their weights ${rows.length} rows are worth ${total.toFixed(0)} of equal weight.`,
  );
}

/** The rows of each label that are not among the share of its largest weights. */
function lowest(
  { task }: RunContext,
  rows: readonly Weighed[],
  share: number,
): ReadonlySet<unknown> {
  return new Set(
    task.labels.flatMap((label) => {
      const own = rows.filter((row) => row.label === label);
      return own.toSorted((a, b) => b.weight - a.weight).slice(Math.ceil(share * own.length));
    }),
  );
}

/** @throws BadInput for too few rows, and for a prompt set without ZeroGen's prompts */
function check({ kind, rows }: SungenSettings, { task }: CheckedInputs): void {
  zerogenPrompts(task);
  if (rows >= FEWEST_ROWS) return;
  throw new BadInput(
    `recipes: ${kind} weighs rows against each other, for which ${rows} rows are too few. Ask for ${FEWEST_ROWS} or more.`,
  );
}

export const sungen = defineRecipe<'sungen'>({
  data,
  check,
  run,
  plan: (settings, sizes) => ({
    calls: settings.rows + contextCalls(settings, sizes),
    before: [],
    rows: settings.use === 'selected' ? Math.ceil(settings.rows * settings.share) : settings.rows,
  }),
  typicalCall: typicalZerogenCall,
  preview: () => [],
});
