import { hybrid as data, type HybridSettings } from '../../contract/recipes/hybrid.ts';
import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { SEED_SET, stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from '../steps/clean.ts';
import { type RunContext, requireTextTask, type TextContext } from '../steps/context.ts';
import { cutCorpus } from '../steps/corpus.ts';
import { generate } from '../steps/generate.ts';
import { requireLabelsAsked } from '../steps/labelsInTurn.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { nearestAmong } from '../steps/nearestAmong.ts';
import type { Passage } from '../steps/passage.ts';
import {
  type Retrieved,
  requireCosineWindow,
  type Sourced,
  sourceContent,
} from '../steps/sourceContent.ts';
import type { Pass } from '../steps/untilKept.ts';
import { asksInChat } from './asksInChat.ts';
import { extrapolateErrors } from './extrapolateErrors.ts';
import { planRounds } from './planRounds.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult, Synthesised } from './recipeResult.ts';
import { rewriteFound, rewritePrompt, rewrittenRow } from './rewriteFound.ts';
import { pairBlock } from './shotBlocks.ts';
import { typicalRewrite } from './typicalRewrite.ts';

/**
 * S3 x SynthesizRR, which is in neither paper: S3's loop, but an error is not imitated from the
 * teacher's memory. The error becomes a query, and a passage that it retrieves is rewritten with
 * the error's label in the manner of RetrICL, after shots from its neighbours, so that the new rows
 * are based on the user's documents. The first rows are RetrICL's own, from the seed texts.
 */
async function run(context: RunContext, settings: HybridSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const { seed, validation } = ctx.gold;
  const passages = await cutCorpus(ctx, settings.passageTokens);
  const found = await sourceContent(ctx, asRetrIcl(settings), passages, {
    name: settings.kind,
    what: 'validation texts',
    examples: validation,
  });
  noteLabelsWithoutPairs(ctx, found);
  const neighbours = await nearestAmong(
    ctx,
    settings.kind,
    validation,
    (example, other) => example.label === other.label,
  );
  const first = await seedSet(ctx, settings, passages);
  const used = new Set(first.inputs.map(onceForLabel));
  const result = await extrapolateErrors(
    ctx,
    settings,
    { ...first, emptyQueries: first.emptyQueries + found.emptyQueries },
    {
      settings,
      title: data.paperName,
      consumed: [...seed, ...validation],
      write: (key, errors) => {
        const inputs = errors.flatMap((error) => nextPassage(found, error, used) ?? []);
        return rewriteForErrors(ctx, settings, key, inputs, found, neighbours);
      },
    },
  );
  return { ...result, retrieved: found.retrieved };
}

function asRetrIcl(settings: HybridSettings): SynthesizrrSettings {
  return {
    ...settings,
    kind: 'synthesizrr',
    variant: 'retricl',
    seedShots: 0,
    subsample: 0,
    bootstrap: 0,
    bootstrapExamples: 0,
    labelDistribution: 'uniform',
  };
}

function noteLabelsWithoutPairs({ task, note }: TextContext, { shots }: Sourced): void {
  const without = labelsWithoutRow(
    task.labels,
    shots.map(({ query }) => query),
  );
  if (without.length === 0) return;
  note(
    `Hybrid: no validation text of ${without.join(', ')} retrieved a passage that could be shown ` +
      'with it, so their errors are rewritten without pairs.',
  );
}

/** RetrICL's rows, which are reused if the project has them. */
async function seedSet(
  ctx: TextContext,
  settings: HybridSettings,
  passages: readonly Passage[],
): Promise<Synthesised & { readonly inputs: readonly Retrieved[] }> {
  const { candidates, ...written } = await rewriteFound(ctx, asRetrIcl(settings), passages);
  const examples = await clean(ctx, stepKey('clean', settings.kind, SEED_SET), candidates);
  requireYield("The hybrid's seed set", examples, ctx.task.labels);
  return { ...written, examples, asked: settings.rows, otherTokens: 0 };
}

/**
 * A passage is rewritten once for each label, as in SynthesizRR here; two files may have the same
 * name.
 */
const onceForLabel = ({ passage, query }: Retrieved) => `${query.label}\n${passage.text}`;

/** The nearest passage that the error retrieves and that was not rewritten with its label yet. */
function nextPassage(
  { inputs }: Sourced,
  error: GoldExample,
  used: Set<string>,
): Retrieved | undefined {
  const next = inputs.find((input) => input.query === error && !used.has(onceForLabel(input)));
  if (next) used.add(onceForLabel(next));
  return next;
}

async function rewriteForErrors(
  ctx: TextContext,
  settings: HybridSettings,
  key: string,
  inputs: readonly Retrieved[],
  found: Sourced,
  neighbours: ReadonlyMap<GoldExample, readonly GoldExample[]>,
): Promise<Pass> {
  const { shots, temperature, topP } = settings;
  const { maxTokens, stop } = ctx.task.prompts.synthesizrr;
  const chat = asksInChat(settings, ctx.models.teacher);
  const prompts = await Promise.all(
    inputs.map(({ passage, query, score }) => {
      const pairs = neighbours.get(query)!.flatMap((example) => {
        // a neighbour's nearest passage; the passage to rewrite must not be shown with an answer
        const pair = found.shots.find((shot) => shot.query === example);
        return pair && pair.passage !== passage ? pairBlock(ctx.task, pair) : [];
      });
      return rewritePrompt(ctx, { passage, query, score }, pairs.slice(0, shots), chat);
    }),
  );
  const generations = await generate(
    ctx,
    key,
    { prompts },
    prompts.length,
    { temperature, topP, maxTokens, stop },
    (i) => prompts[i]!,
  );
  const candidates = generations.map((generation, i) =>
    rewrittenRow(ctx, settings, generation, inputs[i]!, { error: goldName(inputs[i]!.query) }),
  );
  return { generations, candidates };
}

export const hybrid = defineRecipe<'hybrid'>({
  data,
  check(settings, inputs) {
    requireLabelsAsked({ ...settings, labelDistribution: 'uniform' }, inputs);
    requireCosineWindow('hybrid', asRetrIcl(settings));
  },
  run,
  plan(settings, sizes) {
    const { added, ...rounds } = planRounds(settings, sizes);
    return {
      ...rounds,
      calls: settings.rows + added,
      embedsPassages: settings.retrieval === 'dense',
    };
  },
  typicalCall: ({ shots, ...settings }, material) =>
    typicalRewrite({ pairs: shots, texts: 0 }, settings, material),
  preview: () => [],
});
