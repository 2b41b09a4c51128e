import { BadInput } from '../../../models/badInput.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { fewgen as data, type FewgenSettings } from '../../contract/recipes/fewgen.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { stepKey } from '../journal/stepKey.ts';
import { type RunContext, requireTextTask, type TextContext } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { askedOften, generate } from '../steps/generate.ts';
import { labelShares, labelsToAsk, requireLabelsAsked } from '../steps/labelsInTurn.ts';
import { layoutPrompt } from '../steps/layoutPrompt.ts';
import { parseAnswer } from '../steps/parseOutput.ts';
import { requireSeedShots, requireShots } from '../steps/requireShots.ts';
import { asksInChat, chatInput } from './asksInChat.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { fewgenPrompt, instructionBlock } from './fewgenPrompt.ts';
import { instructionFor } from './instructionFor.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { shotsThatFit } from './typicalRewrite.ts';

/**
 * FewGen, the baseline in SynthesizRR (section 3, equation 1; App. H): for each label one fixed
 * prompt, the instruction after `shots` seed texts of the label, sampled repeatedly. It uses no
 * documents, and with 0 shots no human labels.
 */
async function run(context: RunContext, settings: FewgenSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const { task } = ctx;
  const { rows, temperature, topP } = settings;
  const id = recipeId(settings);
  const { turns: labels, weights } = labelsToAsk(ctx, settings);
  const shown = drawShots(ctx, settings);
  const chat = asksInChat(settings, ctx.models.teacher);
  const prompts = await ctx.run.step(
    stepKey('prompts', id),
    {
      prompts: task.prompts.fewgen,
      words: task.labels.map((label) => [label, instructionFor(task, label, task.prompts.fewgen)]),
      shown: task.labels.map((label) => shown[label]!.map(({ text }) => text)),
      maxTokens: task.prompts.synthesizrr.maxTokens,
      teacher: ctx.models.teacher.identity,
      ...chatInput(chat, task.prompts),
    },
    () => fixedPrompts(ctx, shown, chat),
  );
  const { maxTokens, stop } = task.prompts.synthesizrr;
  const generations = await generate(
    ctx,
    stepKey('generate', id),
    { prompts, weights },
    rows,
    { temperature, topP, maxTokens, stop },
    (i) => askedOften(prompts[labels[i]!]!),
    (i) => labels[i]!,
  );
  const candidates = generations.map((generation, i): Candidate => {
    const label = labels[i]!;
    return {
      text: parseAnswer(generation, [task.prompts.fewgen.prefix]),
      label,
      lineage: { generation: generation.id },
      sources: { gold: shown[label]!.map(({ text }) => text) },
    };
  });
  return cleanAndTrain(ctx, settings, {
    title: data.variants[data.variantOf(settings)].paperName,
    asked: rows,
    candidates,
    generations,
    emptyQueries: 0,
    shares: labelShares(settings.subsample, task.labels, weights),
    consumed: Object.values(shown).flat(),
  });
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
  shown: Readonly<Record<string, readonly GoldExample[]>>,
  chat: boolean,
): Promise<Record<string, Prompt>> {
  const prompts: Record<string, Prompt> = Object.create(null);
  for (const label of ctx.task.labels) {
    const texts = shown[label]!.map(({ text }) => text);
    prompts[label] = await fewgenPrompt(ctx, 'FewGen', label, texts, chat);
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
    requireLabelsAsked(settings, inputs);
    if (settings.shots > 0) requireSeedShots('FewGen', inputs, 'Or set shots to 0');
  },
  run,
  plan: ({ rows, subsample }) => ({
    calls: rows,
    before: [],
    rows: subsample === 0 ? rows : subsample,
  }),
  typicalCall({ shots, temperature, topP, frame }, { task, example, teacher }) {
    if (task.kind !== 'text-classification') return null;
    const open = instructionBlock(task, example.label);
    const shot = instructionBlock(task, example.label, example.text);
    const { maxTokens, stop } = task.prompts.synthesizrr;
    const shown = shotsThatFit(shots, shot, [open]);
    return {
      prompt: askedOften(layoutPrompt(shown, open, asksInChat({ frame }, teacher))),
      sampling: { temperature, topP, maxTokens, stop },
    };
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
