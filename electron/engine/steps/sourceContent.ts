import { BadInput } from '../../../models/badInput.ts';
import type { Neighbour } from '../../../models/encoder/exactSearch.ts';
import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { RetrievalCounts } from '../../contract/report.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import { bm25Ranking } from '../measures/bm25Ranking.ts';
import { retrievalCounts } from '../measures/retrievalCounts.ts';
import type { RunContext } from './context.ts';
import { retrieve } from './corpus.ts';
import { NoYield } from './noYield.ts';
import type { Passage } from './passage.ts';

/** A retrieved passage with its query, whose label it inherits. */
export interface Retrieved {
  readonly passage: Passage;
  readonly query: GoldExample;
  /** A cosine, BM25's score, or 0 for a passage drawn at random. */
  readonly score: number;
}

/**
 * The result of retrieval: passages to rewrite, and pairs (passage, gold text) to show as shots.
 */
export interface Sourced {
  readonly inputs: readonly Retrieved[];
  readonly shots: readonly Retrieved[];
  readonly emptyQueries: number;
  readonly retrieved: RetrievalCounts;
}

/** The examples whose passages are retrieved. */
export interface Queries {
  /** The first part of the keys of their steps. */
  readonly name: string;
  /** Their name in a message. */
  readonly what: string;
  readonly examples: readonly GoldExample[];
}

type Settings = Pick<
  SynthesizrrSettings,
  | 'variant'
  | 'retrieval'
  | 'depth'
  | 'expansion'
  | 'upperCosine'
  | 'lowerCosine'
  | 'lowerShotCosine'
>;

type Use = 'inputs' | 'shots';

/** A query's passages by rank, and whether one is near enough to be used. */
interface Ranked {
  readonly lists: readonly (readonly { readonly passage: number; readonly score: number }[])[];
  readonly isUsable: (score: number, use: Use) => boolean;
}

/** Ranks 1 and 2 become shots and never inputs (section 3; the repository starts inputs at 3). */
const SHOT_RANKS = 2;

/** @throws BadInput if a lower bound of cosines is above the upper one */
export function requireCosineWindow(
  kind: string,
  { lowerCosine, lowerShotCosine, upperCosine }: Settings,
): void {
  for (const [name, bound] of Object.entries({ lowerCosine, lowerShotCosine })) {
    if (bound < upperCosine) continue;
    throw new BadInput(
      `recipes: ${name} of ${kind} is ${bound}, and upperCosine ${upperCosine}: no passage is between ` +
        `them. Lower ${name}, or leave it out.`,
    );
  }
}

/**
 * SynthesizRR's Algorithm 1, content sourcing: each query's passages, by rank; its queries are the
 * seed texts.
 * @throws NoYield if the cosine window is empty
 */
export async function sourceContent(
  ctx: RunContext,
  settings: Settings,
  passages: readonly Passage[],
  queries: Queries = { name: 'synthesizrr', what: 'seed texts', examples: ctx.gold.seed },
): Promise<Sourced> {
  const rank = { dense: rankByMeaning, bm25: rankByWords, random: rankAtRandom };
  const { lists, isUsable } = await rank[settings.retrieval](ctx, settings, passages, queries);
  const isRetrIcl = settings.variant === 'retricl';
  const inputs: Retrieved[] = [];
  const shots: Retrieved[] = [];
  const empty: GoldExample[] = [];
  for (const [row, list] of lists.entries()) {
    const query = queries.examples[row]!;
    const ranked = list.map(({ passage, score }) => ({
      passage: passages[passage]!,
      query,
      score,
    }));
    const usable = (some: readonly Retrieved[], use: Use) =>
      some.filter(({ score }) => isUsable(score, use));
    const forShots = isRetrIcl ? ranked.slice(0, SHOT_RANKS) : [];
    const forInputs = usable(ranked.slice(forShots.length), 'inputs').slice(0, settings.expansion);
    if (forInputs.length === 0) empty.push(query);
    shots.push(...usable(forShots, 'shots'));
    inputs.push(...forInputs);
  }
  if (empty.length > 0) {
    ctx.note(
      `SynthesizRR: ${empty.length} of ${lists.length} ${queries.what} found no passage to rewrite, ` +
        `${goldName(empty[0]!)} among them; the others' are used.`,
    );
  }
  const retrieved = retrievalCounts(lists.map((list) => list.map(({ passage }) => passage)));
  return { inputs, shots, emptyQueries: empty.length, retrieved };
}

/** By the cosine of embeddings, within the encoder's window. */
async function rankByMeaning(
  ctx: RunContext,
  { depth, upperCosine, ...bounds }: Settings,
  passages: readonly Passage[],
  { name, what, examples }: Queries,
): Promise<Ranked> {
  const texts = examples.map(({ text }) => text);
  const ranking = await retrieve(ctx, passages, texts, { place: [name], depth });
  const inputs = bounds.lowerCosine || usualLowerCosine(ranking.neighbours);
  const lower: Readonly<Record<Use, number>> = { inputs, shots: bounds.lowerShotCosine || inputs };
  const chosen = bounds.lowerCosine
    ? 'as set'
    : "the lower bound is the 5th percentile of the queries' own top 50";
  const ofShots = lower.shots === lower.inputs ? '' : `, of examples from ${lower.shots}`;
  ctx.note(
    `SynthesizRR: ${passages.length} passages; cosine window ${inputs.toFixed(3)} to ${upperCosine}` +
      `${ofShots} (${chosen}); recall of the index ` +
      `${ranking.recall.toFixed(4)} at depth ${depth} over ${ranking.queriesChecked} queries at ` +
      (ranking.ef === undefined
        ? 'the highest ef, so exact search was used.'
        : `ef ${ranking.ef}.`),
  );
  if (bounds.lowerCosine === 0 && inputs >= upperCosine) {
    throw new NoYield(
      `SynthesizRR: nearly all passages have a cosine above ${upperCosine} with the ${what}, so ` +
        "the window is empty. This encoder's cosines are higher than most: raise upperCosine.",
    );
  }
  const lists = ranking.neighbours.map((list) =>
    list.map(({ passage, cosine }) => ({ passage, score: cosine })),
  );
  return { lists, isUsable: (cosine, use) => cosine >= lower[use] && cosine <= upperCosine };
}

/**
 * Each encoder needs its own window: (0.4, 0.9) is Contriever's. If none is set, the lower bound is
 * the 5th percentile of the cosines of the queries' own top 50.
 */
function usualLowerCosine(neighbours: readonly (readonly Neighbour[])[]): number {
  const cosines = neighbours.flatMap((list) => list.slice(0, 50).map(({ cosine }) => cosine));
  cosines.sort((a, b) => a - b);
  return cosines[Math.floor(0.05 * (cosines.length - 1))]!;
}

/** By BM25, whose scores have no bound, so there is no window (App. F). */
async function rankByWords(
  { run }: RunContext,
  { depth }: Settings,
  passages: readonly Passage[],
  { name, examples }: Queries,
): Promise<Ranked> {
  const queries = examples.map(({ text }) => text);
  const texts = passages.map(({ text }) => text);
  const lists = await run.step(
    stepKey('search', name, 'bm25'),
    { corpus: contentHash(texts), queries: contentHash(queries), depth },
    () => bm25Ranking(texts, queries, depth),
  );
  return {
    lists: lists.map((list) => list.map(({ document, score }) => ({ passage: document, score }))),
    isUsable: () => true,
  };
}

/**
 * Any passages for any query (App. E, RN/RND): an ablation that shows what retrieval contributes.
 */
async function rankAtRandom(
  { run }: RunContext,
  { expansion }: Settings,
  passages: readonly Passage[],
  { examples }: Queries,
): Promise<Ranked> {
  const lists = examples.map((query) =>
    run
      .random('synthesizrr', 'random', query.label, query.text)
      .sample([...passages.keys()], expansion)
      .map((passage) => ({ passage, score: 0 })),
  );
  return { lists, isUsable: () => true };
}
