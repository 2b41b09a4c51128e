import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { RecipeSettings } from '../../contract/recipeSchema.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { readCorpus } from '../import/readCorpus.ts';
import { type GoldExample, readGold } from '../import/readGold.ts';
import type { Project } from '../project/project.ts';
import { fill } from '../prompts/promptSet.ts';
import { passageBlock } from '../recipes/passageBlock.ts';
import { countReviewed } from '../recipes/reviewed.ts';
import { s3Words } from '../recipes/s3Words.ts';
import { writesAsZerogen } from '../recipes/writesAsZerogen.ts';
import { zerogenPrompt } from '../recipes/zerogenPrompt.ts';
import { CONTEXT_SIZE, type Compute } from '../runtime/hosts.ts';
import type { Task } from '../steps/context.ts';
import type { Asked } from '../steps/generate.ts';
import { goldStream } from '../steps/gold.ts';
import { estimateRun, type Sizes } from './estimateRun.ts';
import { probeMachine } from './probeMachine.ts';
import { checkExperiment } from './runInProject.ts';

/** Letters of a token, about: for how many passages a corpus will be cut into. */
const LETTERS_PER_TOKEN = 4;

/**
 * What a run of this experiment's one recipe would take on this machine.
 * @throws BadInput for what would keep the run from starting
 */
export async function estimate(
  project: Project,
  experiment: Experiment,
  store: ModelStore,
  { compute, signal }: { readonly compute?: Compute; readonly signal: AbortSignal },
): Promise<RunEstimate> {
  const recipe = experiment.recipes[0]!;
  const { models, task } = await checkExperiment(experiment, store);
  const { labels } = task;
  const gold = readGold(experiment.gold, labels, goldStream(experiment.seed));
  const reads = 'passageTokens' in recipe;
  const documents = reads ? readCorpus(experiment.corpus).documents : [];
  const of = (split: string) => gold.filter((row) => row.split === split).length;
  const limit = reads ? recipe.passageTokens * LETTERS_PER_TOKEN : Infinity;
  const unit = experiment.corpus[0]?.unit ?? 'document';
  const passages = documents
    .map(({ text }) => (unit === 'document' ? 1 : Math.ceil(text.length / limit)))
    .reduce((sum, n) => sum + n, 0);
  const sizes: Sizes = {
    labels: labels.length,
    isOfPairs: task.kind === 'text-pair-classification',
    asksTitles: writesAsZerogen(recipe) && asksTitles(task),
    seed: of('seed'),
    validation: of('validation'),
    test: of('test'),
    passages,
    reviewed: countReviewed(
      project.database,
      recipe.kind === 'reviewed' ? recipe.only : 'notRejected',
    ),
  };
  const scratch = mkdtempSync(path.join(tmpdir(), 'stillroom-probe-'));
  try {
    const texts = documents.map(({ text }) => text.slice(0, limit));
    const probe = await probeMachine(
      models,
      {
        prompt: typicalPrompt(recipe, task, texts, gold[0]!),
        sampling: samplingOf(recipe, task),
        texts: gold.filter(({ split }) => split !== 'test'),
        task,
        passages: 'retrieval' in recipe && recipe.retrieval === 'dense' ? texts : [],
        student: experiment.student,
        compute,
        scratch,
      },
      signal,
    );
    return estimateRun(recipe, sizes, experiment, probe);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Recipes that write with S3's prompts. */
const isOfS3 = ({ kind }: RecipeSettings) => ['s3', 's3WithoutEes', 'goldgen'].includes(kind);

/** ZeroGen has titles made up for reviews; the contexts of pairs are given. */
const asksTitles = ({ kind, prompts }: Task) =>
  kind === 'text-classification' && prompts.zerogen?.context !== undefined;

/** A prompt of the length that the recipe's prompts have. */
function typicalPrompt(
  recipe: RecipeSettings,
  task: Task,
  passages: readonly string[],
  { context = '', text, label }: GoldExample,
): Asked | undefined {
  if (isOfS3(recipe)) {
    const { s3 } = task.prompts;
    const words = s3Words({ task }, label);
    return { text: fill(s3.extrapolate, { ...words, context, text }), chat: s3.chat };
  }
  if (writesAsZerogen(recipe) && task.prompts.zerogen) {
    return zerogenPrompt(task, recipe, label, context);
  }
  if (task.kind !== 'text-classification') return undefined;
  const meaning = task.meanings[label]!;
  const { synthesizrr, fewgen } = task.prompts;
  const words = { label: synthesizrr.verbalizers[label]!, meaning };
  if (recipe.kind === 'fewgen') {
    const asked = `${fill(fewgen.instruction, words)}\n${fewgen.prefix}:`;
    return behindShots(recipe.shots, `${asked} ${text}`, asked);
  }
  if (recipe.kind !== 'synthesizrr' && recipe.kind !== 'hybrid') return undefined;
  const instruction = fill(synthesizrr.instruction, words);
  const variant = recipe.kind === 'hybrid' ? 'retricl' : recipe.variant;
  const shots = variant === 'retricl' ? recipe.shots : 0;
  const blocks = Array.from({ length: shots + 1 }, (_, i) =>
    passageBlock(synthesizrr, passages[i % passages.length]!, instruction, i < shots ? text : ''),
  );
  const seeds = recipe.kind === 'synthesizrr' && variant === 'non-retricl' ? recipe.seedShots : 0;
  return behindShots(seeds, `${synthesizrr.prefix}: ${text}`, blocks.join('\n\n'));
}

/** Half of a teacher's context: shots that do not fit are left out, and some texts have short tokens. */
const MOST_LETTERS = (CONTEXT_SIZE * LETTERS_PER_TOKEN) / 2;

function behindShots(wanted: number, shot: string, open: string): Prompt {
  const room = Math.max(0, Math.floor((MOST_LETTERS - open.length) / shot.length));
  const shots = Array.from({ length: Math.min(wanted, room) }, () => shot);
  return { text: [...shots, open].join('\n\n'), chat: false };
}

function samplingOf(recipe: RecipeSettings, { kind, prompts }: Task) {
  const writesTexts = kind === 'text-classification' && !isOfS3(recipe);
  const { maxTokens, stop } =
    writesAsZerogen(recipe) && prompts.zerogen
      ? { ...prompts.zerogen, stop: [] }
      : writesTexts
        ? prompts.synthesizrr
        : prompts.s3;
  const { temperature, topP } = 'temperature' in recipe ? recipe : { temperature: 0.9, topP: 0.9 };
  return { temperature, topP, maxTokens, stop };
}
