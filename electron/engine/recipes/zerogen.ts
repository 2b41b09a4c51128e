import { BadInput } from '../../../models/badInput.ts';
import { recipes } from '../../contract/recipes/recipes.ts';
import { zerogen as data, type ZerogenSettings } from '../../contract/recipes/zerogen.ts';
import { goldName } from '../import/goldExample.ts';
import { normalise } from '../import/readGold.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { ZerogenPrompts } from '../prompts/promptSet.ts';
import { asDraftWriter } from '../steps/asDraftWriter.ts';
import { type RunContext, requireTextTask, type TextTask } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import {
  type Asked,
  askedOften,
  type DecodingParameters,
  type Generation,
  generate,
  tokensOf,
} from '../steps/generate.ts';
import { labelsInTurn } from '../steps/labelsInTurn.ts';
import { NoYield } from '../steps/noYield.ts';
import { parseQuoted } from '../steps/parseOutput.ts';
import { shownContexts } from '../steps/shownContexts.ts';
import type { Pass } from '../steps/untilKept.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { defineRecipe, type Sizes } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { DRAFTS, draftsOf, refineDrafts, refinePrompt, requestFor } from './refineDrafts.ts';
import { decayOf, typicalZerogenCall, zerogenPrompt, zerogenPrompts } from './zerogenPrompt.ts';

/** The subject of a row: a title that the teacher invented, or a context from gold. */
interface Context {
  readonly text: string;
  /** The part of it that the teacher is shown. */
  readonly shown: string;
  /** The gold example that it comes from. */
  readonly of?: string;
}

/**
 * ZeroGen (Ye et al. 2022), the baseline in both papers: contexts first (for films the teacher
 * invents titles, for pairs they come from gold), then for each context and label a text after an
 * open quote, which ends when the teacher closes it. It uses no human labels.
 */
async function run(ctx: RunContext, settings: ZerogenSettings): Promise<RecipeResult> {
  const rows = settings.refine === 'on' ? refined(ctx, settings) : zerogenRows(ctx, settings);
  return cleanAndTrain(ctx, settings, {
    ...(await rows),
    title: data.paperName,
    asked: settings.rows,
    emptyQueries: 0,
    consumed: [],
  });
}

/** BARE: ZeroGen's rows as drafts, each refined in a chat. */
async function refined(
  context: RunContext,
  settings: ZerogenSettings,
): ReturnType<typeof zerogenRows> {
  const ctx = requireTextTask(context);
  const { task } = ctx;
  const { otherTokens, ...drafts } = await asDraftWriter(ctx, data.paperName, (drafting) =>
    zerogenRows(drafting, settings, [DRAFTS]),
  );
  const { generations, candidates } = await refineDrafts(
    ctx,
    settings,
    drafts,
    refiningOf(task, settings),
    (row) => requestFor(task, drafts.candidates[row]!.label),
  );
  return { generations, candidates, otherTokens };
}

/** A refined text may be as long as FewGen's. */
function refiningOf(
  { prompts }: TextTask,
  { temperature, topP }: ZerogenSettings,
): DecodingParameters {
  const { maxTokens, stop } = prompts.synthesizrr;
  return { temperature, topP, maxTokens, stop };
}

/**
 * ZeroGen's output, before cleaning.
 * @param place of the calls that write rows, after the recipe's
 */
export async function zerogenRows(
  ctx: RunContext,
  settings: ZerogenSettings,
  place: readonly string[] = [],
): Promise<Pass & { readonly otherTokens: number }> {
  const plan = await planZerogen(ctx, settings);
  return { ...(await firstRows(ctx, plan, settings.rows, place)), otherTokens: plan.otherTokens };
}

/** ZeroGen's rows by their numbers: how each is asked for, and what its answer becomes. */
export interface ZerogenPlan {
  readonly settings: ZerogenSettings;
  /** What the calls depend on. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly decoding: DecodingParameters;
  readonly labels: readonly string[];
  ask(row: number): Asked;
  candidate(row: number, generation: Generation): Candidate;
  /** Tokens of the calls that wrote contexts. */
  readonly otherTokens: number;
}

/** Makes the contexts of ZeroGen's rows, from which the rows can be asked for in parts. */
export async function planZerogen(
  ctx: RunContext,
  settings: ZerogenSettings,
): Promise<ZerogenPlan> {
  const { task } = ctx;
  const prompts = zerogenPrompts(task);
  const { rows, perContext, temperature, topP } = settings;
  const labels = labelsInTurn(
    rows,
    task.labels,
    task.labels.map(() => 1),
  );
  const groups = Math.ceil(rows / (task.labels.length * perContext));
  const { contexts, asking } = await contextsOf(ctx, settings, prompts, groups);
  const contextOf = (row: number): Context | undefined =>
    contexts[Math.floor(row / (task.labels.length * perContext)) % contexts.length];
  const decay = decayOf(task, settings);
  return {
    settings,
    inputs: {
      prompts,
      perContext,
      // titles depend on the prompts and the seed, so asking for more rows keeps the first
      given: contexts.flatMap(({ of, shown }) => (of ? shown : [])),
      decay: decay ?? null,
    },
    decoding: { temperature, topP, maxTokens: prompts.maxTokens, stop: [] },
    labels,
    ask: (row) => zerogenPrompt(task, settings, labels[row]!, contextOf(row)?.shown ?? ''),
    candidate(row, generation) {
      const context = contextOf(row);
      const text = parseQuoted(generation.output, prompts.endsWith);
      return {
        ...(context?.of === undefined ? {} : { context: context.text }),
        // as in its code, a text that only repeats its context is not a row
        text: context && normalise(text) === normalise(context.text) ? '' : text,
        label: labels[row]!,
        lineage: {
          generation: generation.id,
          ...(context?.of === undefined ? {} : { contextOf: context.of }),
        },
        shortestWords: settings.shortestWords,
      };
    },
    otherTokens: tokensOf(asking),
  };
}

/**
 * The first rows of a plan, whose calls every ZeroGen of the same settings shares.
 * @param place of these calls, after the recipe's
 */
export async function firstRows(
  ctx: RunContext,
  plan: ZerogenPlan,
  n: number,
  place: readonly string[] = [],
): Promise<Pass> {
  const { settings, inputs, decoding, ask, candidate } = plan;
  const generations = await generate(
    ctx,
    stepKey('generate', settings.kind, ...place),
    inputs,
    n,
    decoding,
    ask,
  );
  return { generations, candidates: generations.map((one, row) => candidate(row, one)) };
}

/** The ZeroGen whose calls are shared by a recipe that has its settings. */
export function settingsOfZerogen({
  rows,
  perContext,
  shortestWords,
  selfDebiasing,
  temperature,
  topP,
}: Omit<ZerogenSettings, 'kind' | 'refine'>): ZerogenSettings {
  return recipes.zerogen.schema.parse({
    kind: 'zerogen',
    rows,
    perContext,
    shortestWords,
    selfDebiasing,
    temperature,
    topP,
  });
}

/** The contexts of a run, in the order in which rows use them, and the calls that wrote them. */
async function contextsOf(
  ctx: RunContext,
  { kind, temperature, topP }: ZerogenSettings,
  prompts: ZerogenPrompts,
  wanted: number,
): Promise<{ contexts: readonly Context[]; asking: readonly Generation[] }> {
  const { task, gold, run } = ctx;
  if (task.kind === 'text-pair-classification') {
    const each = [...new Map(gold.seed.map((example) => [example.context, example])).values()];
    const drawn = run.random(kind, 'contexts').sample(each, each.length);
    const texts = drawn.map(({ context }) => context!);
    const shown = await shownContexts(ctx, texts);
    const contexts = drawn.map((example, i) => ({
      text: texts[i]!,
      shown: shown[i]!,
      of: goldName(example),
    }));
    return { contexts, asking: [] };
  }
  const { context: text, contextTokens: maxTokens } = prompts;
  if (text === undefined || maxTokens === undefined) return { contexts: [], asking: [] };
  const asking = await generate(
    ctx,
    stepKey('generate', kind, 'contexts'),
    { text },
    wanted,
    { temperature, topP, maxTokens, stop: [] },
    () => askedOften({ text, chat: false }),
  );
  const titles = asking.map(({ output }) => parseQuoted(output));
  const first = titles.find((title) => title !== '');
  if (first === undefined) {
    throw new NoYield(
      `ZeroGen: none of ${wanted} answers to ${JSON.stringify(text)} holds a context. Choose another ` +
        'teacher, or a prompt set without contexts (generic).',
    );
  }
  let last = first;
  const contexts = titles.map((title) => {
    // if the teacher returned none, the previous one is used again
    if (title !== '') last = title;
    return { text: last, shown: last };
  });
  return { contexts, asking };
}

/** The calls that write contexts: one for a row of each label. */
export function contextCalls(
  { rows, perContext }: Pick<ZerogenSettings, 'rows' | 'perContext'>,
  { labels, makesContexts }: Sizes,
): number {
  return makesContexts ? Math.ceil(rows / (labels * perContext)) : 0;
}

export const zerogen = defineRecipe<'zerogen'>({
  data,
  check({ refine }, { task }) {
    zerogenPrompts(task);
    if (refine === 'off' || task.kind === 'text-classification') return;
    throw new BadInput(
      `recipes: refine of zerogen is for a text-classification, and the task is a ${task.kind}. Leave it out.`,
    );
  },
  run,
  plan: (settings, sizes) => ({
    calls: settings.rows + contextCalls(settings, sizes),
    ...draftsOf(settings),
    before: [],
    rows: settings.rows,
  }),
  typicalCall(settings, material) {
    const { task, example } = material;
    if (settings.refine === 'off' || task.kind !== 'text-classification') {
      return typicalZerogenCall(settings, material);
    }
    return {
      prompt: refinePrompt(requestFor(task, example.label), example.text),
      sampling: refiningOf(task, settings),
    };
  },
  typicalDraft: (settings, material) =>
    settings.refine === 'on' ? typicalZerogenCall(settings, material) : null,
  preview: () => [],
});
