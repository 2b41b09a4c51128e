import { progen as data, type ProgenSettings } from '../../contract/recipes/progen.ts';
import { round, stepKey } from '../journal/stepKey.ts';
import { saysOnly } from '../measures/score.ts';
import { applyFilters, requireYield } from '../steps/clean.ts';
import type { RunContext } from '../steps/context.ts';
import type { Candidate, Example } from '../steps/example.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { NoYield } from '../steps/noYield.ts';
import { rowInfluences } from '../training/rowInfluences.ts';

/** The rows whose influence is computed at a milestone at most (repository, cls_generator.py). */
const MOST_SCORED = 10_000;

/** What is known of a recipe's rows behind a milestone. */
export interface Feedback {
  /** The places of the rows that the others are judged by. */
  readonly held: ReadonlySet<number>;
  /** The influence of rows by their places, at the last milestone that measured it. */
  readonly influences: ReadonlyMap<number, number>;
  /** The places of the rows of each label that further prompts may show. */
  readonly pool: Readonly<Record<string, readonly number[]>>;
}

/** A row that cleaning keeps, and its place among all. */
type Kept = Example & { readonly at: number };

/**
 * Trains a student on the rows so far, except those that are held out, and measures how each row influences its loss on
 * these. The most helpful rows of each label become the pool.
 * @param milestone from 0
 * @param before the feedback of the milestone before
 */
export async function feedbackAt(
  ctx: RunContext,
  settings: ProgenSettings,
  milestone: number,
  candidates: readonly Candidate[],
  before: Feedback | undefined,
): Promise<Feedback> {
  const { labels } = ctx.task;
  const name = `${data.paperName}, milestone ${milestone + 1}`;
  const cleaned = applyFilters(candidates, [], ctx.filtersOff);
  requireYield(name, cleaned, labels);
  const kept = cleaned.flatMap((row, at): Kept[] =>
    row.droppedBy === null ? [{ ...row, at }] : [],
  );
  const held = before?.held ?? holdOut(ctx, settings, name, kept);
  const others = kept.filter(({ at }) => !held.has(at));
  const learned = ctx.run.random('progen', 'scored', milestone).sample(others, MOST_SCORED);
  const judges = kept.filter(({ at }) => held.has(at));
  const key = stepKey('train', 'progen', round(milestone));
  const { influences, predicted } = await rowInfluences(ctx, key, learned, judges);
  const allOf = (label: string) => others.filter((row) => row.label === label);
  const earlier = (label: string) => before?.pool[label] ?? allOf(label).map(({ at }) => at);
  const { only } = saysOnly(
    predicted,
    judges.map(({ label }) => label),
  );
  if (only !== undefined) {
    ctx.note(
      `${name}: the student says ${only} of every held-out row, so it was not trained, and its judgement of rows is not ` +
        'used. Ask for more rows before it (firstMilestone), or train students longer (student.leastSteps).',
    );
    const pool = Object.fromEntries(labels.map((label) => [label, earlier(label)]));
    return { held, influences: before?.influences ?? new Map(), pool };
  }
  const scored = learned.map(({ at, label }, i) => ({ at, label, influence: influences[i]! }));
  const helpful = scored
    .filter(({ influence }) => influence < 0)
    .sort((a, b) => a.influence - b.influence || a.at - b.at);
  ctx.note(
    `${name}: ${helpful.length} of ${scored.length} rows help a student on ${judges.length} held-out rows.`,
  );
  const without = labelsWithoutRow(labels, helpful);
  if (without.length > 0) {
    ctx.note(
      `${name}: no row of ${without.join(', ')} helps the student, so further prompts show what they could show before. ` +
        'More rows, or another teacher or prompt set, may give some.',
    );
  }
  const mostHelpful = (label: string) =>
    helpful
      .filter((row) => row.label === label)
      .slice(0, settings.poolSize)
      .map(({ at }) => at);
  const poolOf = (label: string) => (without.includes(label) ? earlier(label) : mostHelpful(label));
  return {
    held,
    influences: new Map([
      ...(before?.influences ?? []),
      ...scored.map(({ at, influence }) => [at, influence] as const),
    ]),
    pool: Object.fromEntries(labels.map((label) => [label, poolOf(label)])),
  };
}

/** Draws the same share of each label's rows. */
function holdOut(
  { run, task }: RunContext,
  { validationShare }: ProgenSettings,
  name: string,
  kept: readonly Kept[],
): ReadonlySet<number> {
  const drawn = task.labels.flatMap((label) => {
    const own = kept.filter((row) => row.label === label);
    const wanted = Math.round(validationShare * own.length);
    if (wanted > 0 && wanted < own.length) {
      return run.random('progen', 'held', label).sample(own, wanted);
    }
    throw new NoYield(
      `${name}: cleaning kept ${own.length} rows of ${label}, too few to hold some out and learn from the others. Set ` +
        'firstMilestone higher, choose another teacher or prompt set, or switch a filter off (cleaning.off).',
    );
  });
  return new Set(drawn.map(({ at }) => at));
}
