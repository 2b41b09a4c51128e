import { BadInput } from '../../../models/badInput.ts';
import {
  synthesizrr as data,
  type SynthesizrrSettings,
} from '../../contract/recipes/synthesizrr.ts';
import { type RunContext, requireTextTask, type TextContext } from '../steps/context.ts';
import { cutCorpus } from '../steps/corpus.ts';
import { requireLabelsAsked } from '../steps/labelsInTurn.ts';
import { layoutPrompt } from '../steps/layoutPrompt.ts';
import { requireSeedShots } from '../steps/requireShots.ts';
import { requireCosineWindow } from '../steps/sourceContent.ts';
import { bootstrapSeed } from './bootstrapSeed.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { instructionFor, passageBlock } from './instructionFor.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { rewriteFound } from './rewriteFound.ts';
import { typicalRewrite } from './typicalRewrite.ts';

/**
 * SynthesizRR (Divekar and Durrett 2024), Algorithm 1: retrieve passages by the seed texts, and
 * have the teacher rewrite each into an example with its query's label.
 *
 * Zero-shot shows the passage and the instruction. RetrICL precedes them with shots of the same
 * label, which pair a query's nearest passages with the query itself, as if it had been written
 * from them. Non-RetrICL precedes them with seed texts of the label, without passages. The student
 * trains for a fixed number of epochs, without validation (App. K).
 */
async function run(context: RunContext, settings: SynthesizrrSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const passages = await cutCorpus(ctx, settings.passageTokens);
  const own = settings.bootstrap > 0 ? await bootstrapSeed(ctx, settings) : givenSeed(ctx);
  const seeded = { ...ctx, gold: { ...ctx.gold, seed: own.seed } };
  const { inputs, ...written } = await rewriteFound(seeded, settings, passages);
  return cleanAndTrain(ctx, settings, {
    ...written,
    title: data.variants[settings.variant].paperName,
    asked: settings.rows,
    consumed: own.consumed,
    otherTokens: own.tokens,
  });
}

/** The human-labelled seed set. */
function givenSeed({ gold: { seed } }: TextContext) {
  return { seed, consumed: seed, tokens: 0 };
}

/**
 * RetrICL's shots are retrieved passages, so it needs retrieval; the paper's repository has the
 * same restriction.
 */
function requireFound({ variant, retrieval, shots }: SynthesizrrSettings): void {
  if (retrieval !== 'random' || variant !== 'retricl' || shots === 0) return;
  throw new BadInput(
    'recipes: RetrICL shows passages with the seed texts that retrieved them, but retrieval: ' +
      'random retrieves nothing. Use the variant non-retricl or zero-shot with it.',
  );
}

/** A seed set without human labels has no label distribution to copy, and no examples to show. */
function requireBootstrap({
  bootstrap,
  bootstrapExamples,
  labelDistribution,
}: SynthesizrrSettings): void {
  if (bootstrap > 0 && labelDistribution === 'gold') {
    throw new BadInput(
      "recipes: a bootstrapped seed set replaces human labels, but gold's distribution needs " +
        'them. Set labelDistribution to uniform, or bootstrap to 0.',
    );
  }
  if (bootstrap === 0 && bootstrapExamples > 0) {
    throw new BadInput(
      'recipes: bootstrapExamples says which of your seed texts are shown while a seed set is written, ' +
        'and none is: set bootstrap to how many texts of each label to write.',
    );
  }
}

export const synthesizrr = defineRecipe<'synthesizrr'>({
  data,
  check(settings, inputs) {
    const { variant, seedShots, bootstrap, bootstrapExamples } = settings;
    requireFound(settings);
    requireCosineWindow('synthesizrr', settings);
    requireBootstrap(settings);
    requireLabelsAsked(settings, inputs);
    if (bootstrapExamples > 0) {
      requireSeedShots('SynthesizRR bootstrap', inputs, 'Or set bootstrapExamples to 0');
    } else if (variant === 'non-retricl' && seedShots > 0 && bootstrap === 0) {
      requireSeedShots('SynthesizRR Non-RetrICL', inputs, 'Or set seedShots to 0');
    }
  },
  run,
  plan: ({ rows, subsample, bootstrap, retrieval }, { labels }) => ({
    calls: bootstrap * labels + rows,
    before: [],
    rows: subsample === 0 ? rows : subsample,
    embedsPassages: retrieval === 'dense',
  }),
  typicalCall({ variant, shots, seedShots, ...settings }, material) {
    const shown = {
      pairs: variant === 'retricl' ? shots : 0,
      texts: variant === 'non-retricl' ? seedShots : 0,
    };
    return typicalRewrite(shown, settings, material);
  },
  preview(show, { task, example, passages, teacher }) {
    if (task.kind !== 'text-classification') return [];
    const { synthesizrr: prompts } = task.prompts;
    const open = passageBlock(task.prompts, passages[0]!, instructionFor(task, example.label));
    return [
      show('synthesizrr.instruction', prompts.instruction, {
        title: 'A document rewritten',
        what: 'SynthesizRR, appendix H; RetrICL puts a few such blocks with their answers before it.',
        ...layoutPrompt([], open, teacher.hasChatTemplate),
        maxTokens: prompts.maxTokens,
      }),
    ];
  },
});
