import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { FewgenSettings } from '../../contract/recipeSchema.ts';
import type { GoldExample } from '../import/readGold.ts';
import type { Candidate } from '../steps/clean.ts';
import type { TextLaboratory } from '../steps/context.ts';
import { generate } from '../steps/generate.ts';
import { labelShares, labelsToAsk } from '../steps/labelsInTurn.ts';
import { parseFirstAnswer } from '../steps/parseOutput.ts';
import { requireShots } from '../steps/requireShots.ts';
import { fewgenPrompt } from './fewgenPrompt.ts';
import { instructionFor } from './instructionFor.ts';
import { learnFrom } from './learnFrom.ts';
import { recipeName } from './recipeName.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * FewGen, as SynthesizRR compares itself with it (section 3, equation 1; App. H): for each label one
 * fixed prompt, the instruction behind `shots` seed texts of the label, sampled again and again. No
 * document, and with 0 shots no human label either.
 */
export async function fewgen(lab: TextLaboratory, settings: FewgenSettings): Promise<RecipeResult> {
  const { task } = lab;
  const { rows, temperature, topP } = settings;
  const name = recipeName(settings);
  const { turns: labels, weights } = labelsToAsk(lab, settings);
  const shown = drawShots(lab, settings);
  const prompts = await lab.run.step(
    `${name}/prompts`,
    {
      prompts: task.prompts.fewgen,
      words: task.labels.map((label) => [label, instructionFor(task, label, task.prompts.fewgen)]),
      shown: task.labels.map((label) => shown[label]!.map(({ text }) => text)),
      maxTokens: task.prompts.synthesizrr.maxTokens,
      teacher: lab.models.teacher.identity,
    },
    () => fixedPrompts(lab, shown),
  );
  const { maxTokens, stop } = task.prompts.synthesizrr;
  const generations = await generate(
    lab,
    `${name}/generate`,
    { prompts, weights },
    rows,
    { temperature, topP, maxTokens, stop },
    (i) => prompts[labels[i]!]!,
  );
  const candidates = generations.map((generation, i): Candidate => {
    const label = labels[i]!;
    return {
      text: parseFirstAnswer(generation.output, [task.prompts.fewgen.prefix]),
      label,
      lineage: { generation: generation.id },
      sources: { gold: shown[label]!.map(({ text }) => text) },
    };
  });
  return learnFrom(lab, name, {
    recipe: 'fewgen',
    variant: name.slice('fewgen/'.length),
    title: 'FewGen',
    asked: rows,
    candidates,
    generations,
    emptyQueries: 0,
    shares: labelShares(settings.subsample, task.labels, weights),
    consumed: Object.values(shown).flat(),
    steps: [],
  });
}

/** Each label's own seed texts, drawn once; the prompt stays as it is (section 3). */
function drawShots(
  { run, task, gold, note }: TextLaboratory,
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
  lab: TextLaboratory,
  shown: Readonly<Record<string, readonly GoldExample[]>>,
): Promise<Record<string, Prompt>> {
  const prompts: Record<string, Prompt> = {};
  for (const label of lab.task.labels) {
    const texts = shown[label]!.map(({ text }) => text);
    prompts[label] = await fewgenPrompt(lab, 'FewGen', label, texts);
  }
  return prompts;
}
