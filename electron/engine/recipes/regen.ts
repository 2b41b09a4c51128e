import { BadInput } from '../../../models/badInput.ts';
import { largestScores } from '../../../models/largestScores.ts';
import { regen as data, type RegenSettings } from '../../contract/recipes/regen.ts';
import { eachInTurns } from '../import/eachInTurns.ts';
import { contentHash } from '../journal/contentHash.ts';
import { itemName, round as roundPart, stepKey } from '../journal/stepKey.ts';
import { innerProduct } from '../measures/innerProduct.ts';
import { type RunContext, requireTextTask, type TextContext } from '../steps/context.ts';
import { cutCorpus, passageVectors, queryVectors, retrieve } from '../steps/corpus.ts';
import { labelShares } from '../steps/labelsInTurn.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { NoYield } from '../steps/noYield.ts';
import type { Passage } from '../steps/passage.ts';
import { judgeWith } from '../training/trainStudent.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { type CheckedInputs, defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';

/** A description of a label, or that and a document which was found for it. */
interface Query {
  readonly label: string;
  readonly text: string;
}

/** A document that has the label of the query that found it. */
interface Found {
  /** Its place among the passages. */
  readonly at: number;
  readonly text: string;
  readonly label: string;
  readonly cosine: number;
  /** The search and the query in it. */
  readonly item: string;
}

/** The nearest queries of a document that must all be of its label (repository, retrieve.py). */
const NEAREST_QUERIES = 5;

/**
 * ReGen (Yu et al. 2023): descriptions of the labels find documents, and in each further round a description with
 * a document that was kept finds more. A document of a further round is consistent if its five nearest queries
 * have its label. Of what is found, those are kept whose label a student is sure of: a student of the documents of
 * the round before, or in round 0 of the same. Each round takes the place of the one before.
 */
async function run(context: RunContext, settings: RegenSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const { labels, meanings } = ctx.task;
  const passages = await cutCorpus(ctx, settings.passageTokens);
  const words = Object.fromEntries(
    labels.map((label) => [label, settings.queries[label] ?? meanings[label]!]),
  );
  const first = labels.map((label): Query => ({ label, text: words[label]! }));
  const found = await search(ctx, settings, passages, first, 0);
  let kept = await onlySure(ctx, settings, found, found, 0);
  ctx.note(
    `ReGen: ${found.length} documents were found, and the student is sure of ${kept.length}.`,
  );
  for (let round = 1; round <= settings.rounds; round++) {
    const queries = kept.map(({ label, text }) => ({ label, text: `${words[label]}\n${text}` }));
    const further = await search(ctx, settings, passages, queries, round);
    const consistent = await onlyConsistent(ctx, passages, queries, further, round);
    kept = await onlySure(ctx, settings, kept, consistent, round);
    ctx.note(
      `ReGen, round ${round}: ${further.length} documents were found, ${consistent.length} of them consistent, and the ` +
        `student is sure of ${kept.length}.`,
    );
  }
  return cleanAndTrain(ctx, settings, {
    title: data.paperName,
    asked: settings.rows,
    candidates: kept.map(({ at, text, label, cosine, item }) => ({
      text,
      label,
      lineage: { generation: item, passage: passages[at]!.name, cosine },
    })),
    generations: [],
    shares: labelShares(
      settings.rows,
      labels,
      labels.map(() => 1),
    ),
    emptyQueries: 0,
    consumed: [],
  });
}

const placeOf = (round: number) => ['regen', roundPart(round)];

/** What queries find; a document that several find has the label of the nearest. */
async function search(
  ctx: TextContext,
  { depth }: RegenSettings,
  passages: readonly Passage[],
  queries: readonly Query[],
  round: number,
): Promise<Found[]> {
  const place = placeOf(round);
  const texts = queries.map(({ text }) => text);
  const { neighbours } = await retrieve(ctx, passages, texts, { place, depth });
  const step = ctx.run.nameOf(stepKey('search', ...place));
  const byPassage = new Map<number, Found>();
  for (const [i, list] of neighbours.entries()) {
    for (const { passage: at, cosine } of list) {
      if (cosine <= (byPassage.get(at)?.cosine ?? -Infinity)) continue;
      const { label } = queries[i]!;
      byPassage.set(at, { at, text: passages[at]!.text, label, cosine, item: itemName(step, i) });
    }
  }
  const found = [...byPassage.values()].sort((a, b) => b.cosine - a.cosine);
  requireEveryLabel(
    ctx,
    found,
    `in round ${round} no document is nearest to`,
    'Give more documents',
  );
  return found;
}

/** Documents whose five nearest queries have their label. */
async function onlyConsistent(
  ctx: TextContext,
  passages: readonly Passage[],
  queries: readonly Query[],
  found: readonly Found[],
  round: number,
): Promise<Found[]> {
  const { run, models } = ctx;
  const texts = queries.map(({ text }) => text);
  const places = await run.step(
    stepKey('sift', ...placeOf(round)),
    {
      queries: contentHash(queries),
      found: contentHash(found.map(({ text, label }) => [text, label])),
      encoder: models.encoder.identity,
    },
    async () => {
      const ofPassages = await passageVectors(ctx, passages);
      const ofQueries = await queryVectors(ctx, placeOf(round), texts);
      const consistent: number[] = [];
      await eachInTurns(found.entries(), ([place, { at, label }]) => {
        const near = nearest(ofPassages[at]!, ofQueries, NEAREST_QUERIES);
        if (near.length === NEAREST_QUERIES && near.every((i) => queries[i]!.label === label)) {
          consistent.push(place);
        }
      });
      return consistent;
    },
  );
  const consistent = places.map((place) => found[place]!);
  requireEveryLabel(
    ctx,
    consistent,
    `in round ${round} no document has ${NEAREST_QUERIES} nearest queries that are all of`,
    'Lower threshold or rounds, or describe the labels in other words (queries)',
  );
  return consistent;
}

/** The places of the vectors with the largest inner products, the largest first. */
function nearest(
  vector: Float32Array,
  among: readonly Float32Array[],
  n: number,
): readonly number[] {
  const best = largestScores(n);
  best.offer(
    among.map((other) => innerProduct(vector, other)),
    0,
  );
  return best.sorted().map(({ item }) => item);
}

/** Documents of whose label a student of `seen` is surer than the threshold, and of no other more. */
async function onlySure(
  ctx: TextContext,
  { threshold }: RegenSettings,
  seen: readonly Found[],
  found: readonly Found[],
  round: number,
): Promise<Found[]> {
  const shares = await judgeWith(ctx, stepKey('train', ...placeOf(round)), seen, found);
  const sure = found.filter(({ label }, i) => {
    const share = shares[i]![label]!;
    return share > threshold && share === Math.max(...Object.values(shares[i]!));
  });
  requireEveryLabel(
    ctx,
    sure,
    `in round ${round} the student is sure of no document of`,
    'Lower threshold, or describe the labels in other words (queries)',
  );
  return sure;
}

function requireEveryLabel(
  { task }: TextContext,
  found: readonly Found[],
  what: string,
  wayOut: string,
): void {
  const without = labelsWithoutRow(task.labels, found);
  if (without.length === 0) return;
  throw new NoYield(`${data.paperName}: ${what} the label ${without.join(', ')}. ${wayOut}.`);
}

/** @throws BadInput for a query of a label that the task has not */
function check({ queries }: RegenSettings, { task }: CheckedInputs): void {
  const unknown = Object.keys(queries).filter((label) => !task.labels.includes(label));
  if (unknown.length === 0) return;
  throw new BadInput(
    `recipes: queries of regen names ${unknown.join(', ')}, which is no label of the task. Its labels are ` +
      `${task.labels.join(', ')}.`,
  );
}

export const regen = defineRecipe<'regen'>({
  data,
  check,
  run,
  plan({ rows, rounds, depth }, { labels, passages }) {
    const found = Math.min(labels * depth, passages);
    return {
      calls: 0,
      before: Array.from({ length: rounds + 1 }, () => found),
      rows: Math.min(rows, passages),
      embedsPassages: true,
    };
  },
  typicalCall: () => null,
  preview: () => [],
});
