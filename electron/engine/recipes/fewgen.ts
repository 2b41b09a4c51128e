import { BadInput } from '../../../models/badInput.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { fewgen as data, type FewgenSettings } from '../../contract/recipes/fewgen.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { writingCalls } from '../../contract/recipes/verbalizedSetting.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { stepKey } from '../journal/stepKey.ts';
import { asDraftWriter } from '../steps/asDraftWriter.ts';
import {
  type RunContext,
  requireTextTask,
  type TextContext,
  type TextTask,
} from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { askedOften, type DecodingParameters, generate } from '../steps/generate.ts';
import {
  type LabelTurns,
  labelShares,
  labelsToAsk,
  requireLabelsAsked,
} from '../steps/labelsInTurn.ts';
import { layoutPrompt } from '../steps/layoutPrompt.ts';
import { parseAnswer } from '../steps/parseOutput.ts';
import { requireSeedShots, requireShots } from '../steps/requireShots.ts';
import type { Pass } from '../steps/untilKept.ts';
import {
  askedForSeveral,
  decodingOfSeveral,
  rowsOfAnswer,
  severalInput,
} from '../steps/verbalized.ts';
import { asksInChat, chatInput } from './asksInChat.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { fewgenPrompt, instructionBlock } from './fewgenPrompt.ts';
import { instructionFor } from './instructionFor.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { DRAFTS, draftsOf, refineDrafts, refinePrompt, requestFor } from './refineDrafts.ts';
import { shotsThatFit } from './typicalRewrite.ts';

/**
 * FewGen, the baseline in SynthesizRR (section 3, equation 1; App. H): for each label one fixed
 * prompt, the instruction after `shots` seed texts of the label, sampled repeatedly. It uses no
 * documents, and with 0 shots no human labels.
 */
async function run(context: RunContext, settings: FewgenSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const { task } = ctx;
  const turns = labelsToAsk(ctx, { ...settings, rows: writingCalls(settings) });
  const shown = drawShots(ctx, settings);
  const written =
    settings.refine === 'on'
      ? await refined(ctx, settings, turns, shown)
      : await write(ctx, settings, turns, shown, {
          place: [],
          chat: asksInChat(settings, ctx.models.teacher),
        });
  return cleanAndTrain(ctx, settings, {
    title: titleOf(settings),
    asked: settings.rows,
    candidates: written.candidates.slice(0, settings.rows),
    generations: written.generations,
    emptyQueries: 0,
    shares: labelShares(settings.subsample, task.labels, turns.weights),
    consumed: Object.values(shown).flat(),
  });
}

const titleOf = (settings: FewgenSettings) => data.variants[data.variantOf(settings)].paperName;

/** BARE: FewGen's rows as drafts in raw text, each refined in a chat. */
async function refined(
  ctx: TextContext,
  settings: FewgenSettings,
  turns: LabelTurns,
  shown: Shown,
): Promise<Pass> {
  const { task } = ctx;
  const drafts = await asDraftWriter(ctx, titleOf(settings), (drafting) =>
    write(drafting, settings, turns, shown, { place: [DRAFTS], chat: false }),
  );
  return refineDrafts(ctx, settings, drafts, decodingOf(task, settings), (row) =>
    requestFor(task, drafts.candidates[row]!.label),
  );
}

/** Each label's seed texts in its prompt. */
type Shown = Readonly<Record<string, readonly GoldExample[]>>;

/**
 * The calls of one prompt for each label, and the rows of their answers.
 * @param place of their steps, after the recipe's
 */
async function write(
  ctx: TextContext,
  settings: FewgenSettings,
  { turns: labels, weights }: LabelTurns,
  shown: Shown,
  { place, chat }: { readonly place: readonly string[]; readonly chat: boolean },
): Promise<Pass> {
  const { task } = ctx;
  const { verbalized } = settings;
  const id = recipeId(settings);
  const prompts = await ctx.run.step(
    stepKey('prompts', id, ...place),
    {
      prompts: task.prompts.fewgen,
      words: task.labels.map((label) => [label, instructionFor(task, label, task.prompts.fewgen)]),
      shown: task.labels.map((label) => shown[label]!.map(({ text }) => text)),
      maxTokens: task.prompts.synthesizrr.maxTokens,
      teacher: ctx.models.teacher.identity,
      ...chatInput(chat, task.prompts),
      ...severalInput(verbalized),
    },
    () => fixedPrompts(ctx, settings, shown, chat),
  );
  const generations = await generate(
    ctx,
    stepKey('generate', id, ...place),
    { prompts, weights },
    labels.length,
    decodingOf(task, settings),
    (i) => askedOften(prompts[labels[i]!]!),
    (i) => labels[i]!,
  );
  const { prefix } = task.prompts.fewgen;
  const candidates = generations.flatMap((generation, i): Candidate[] => {
    const label = labels[i]!;
    const facts = { label, sources: { gold: shown[label]!.map(({ text }) => text) } };
    const read = () => parseAnswer(generation, [prefix]);
    return rowsOfAnswer(generation, verbalized, facts, read, prefix);
  });
  return { generations, candidates };
}

function decodingOf(
  { prompts }: Pick<TextTask, 'prompts'>,
  { temperature, topP, verbalized }: FewgenSettings,
): DecodingParameters {
  const { maxTokens, stop } = prompts.synthesizrr;
  return decodingOfSeveral({ temperature, topP, maxTokens, stop }, verbalized);
}

/** Each label's own seed texts, drawn once; the prompt stays fixed (section 3). */
function drawShots(
  { run, task, gold, note }: TextContext,
  { shots }: FewgenSettings,
): Record<string, GoldExample[]> {
  return Object.fromEntries(
    task.labels.map((label) => {
      const own = gold.seed.filter((row) => row.label === label);
      if (shots > 0) requireShots('FewGen', label, own.length, 'Or set shots to 0');
      if (own.length < shots) {
        note(`FewGen: ${own.length} seed texts of ${label} are shown, ${shots} were asked for.`);
      }
      return [label, run.random('fewgen', 'shots', label).sample(own, shots)];
    }),
  );
}

async function fixedPrompts(
  ctx: TextContext,
  { verbalized }: FewgenSettings,
  shown: Shown,
  chat: boolean,
): Promise<Record<string, Prompt>> {
  const prompts: Record<string, Prompt> = Object.create(null);
  for (const label of ctx.task.labels) {
    const texts = shown[label]!.map(({ text }) => text);
    const prompt = await fewgenPrompt(ctx, 'FewGen', label, texts, chat);
    prompts[label] = askedForSeveral(prompt, verbalized);
  }
  return prompts;
}

export const fewgen = defineRecipe<'fewgen'>({
  data,
  check(settings, inputs) {
    if (settings.shots === 0 && settings.labelDistribution === 'gold') {
      throw new BadInput(
        "recipes: fewgen with shots: 0 uses no human label, and gold's distribution would count them. Set " +
          'labelDistribution to uniform, or shots to more than 0.',
      );
    }
    requireLabelsAsked({ ...settings, rows: writingCalls(settings) }, inputs);
    if (settings.shots > 0) requireSeedShots('FewGen', inputs, 'Or set shots to 0');
  },
  run,
  plan: (settings) => ({
    calls: writingCalls(settings),
    ...draftsOf(settings),
    before: [],
    rows: settings.subsample === 0 ? settings.rows : settings.subsample,
  }),
  typicalCall(settings, { task, example, teacher }) {
    if (task.kind !== 'text-classification') return null;
    const sampling = decodingOf(task, settings);
    if (settings.refine === 'on') {
      return { prompt: refinePrompt(requestFor(task, example.label), example.text), sampling };
    }
    const prompt = typicalPrompt(settings, task, example, asksInChat(settings, teacher));
    return { prompt: askedOften(askedForSeveral(prompt, settings.verbalized)), sampling };
  },
  typicalDraft(settings, { task, example }) {
    if (task.kind !== 'text-classification' || settings.refine === 'off') return null;
    const prompt = askedOften(typicalPrompt(settings, task, example, false));
    return { prompt, sampling: decodingOf(task, settings) };
  },
  preview(show, { task, example, teacher }) {
    if (task.kind !== 'text-classification') return [];
    return [
      show('fewgen.instruction', task.prompts.fewgen.instruction, {
        title: 'A row without a document',
        what: 'FewGen, appendix H; it puts seed examples of the label before it, if you like.',
        ...layoutPrompt([], instructionBlock(task, example.label), teacher.hasChatTemplate),
        maxTokens: task.prompts.synthesizrr.maxTokens,
      }),
    ];
  },
});

/** A prompt as long as a label's. */
function typicalPrompt(
  { shots }: FewgenSettings,
  task: TextTask,
  { label, text }: GoldExample,
  chat: boolean,
): Prompt {
  const open = instructionBlock(task, label);
  const shown = shotsThatFit(shots, instructionBlock(task, label, text), [open]);
  return layoutPrompt(shown, open, chat);
}
