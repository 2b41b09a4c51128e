import type { RandomStream } from '../../../models/randomStream.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { SynthesizrrSettings } from '../../contract/experiment.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { Candidate } from '../steps/clean.ts';
import { goldName, type TextLaboratory } from '../steps/context.ts';
import { cutPassages } from '../steps/corpus.ts';
import { drawInputs } from '../steps/drawInputs.ts';
import { fitShots } from '../steps/fitShots.ts';
import { generate } from '../steps/generate.ts';
import { labelsToAsk } from '../steps/labelsInTurn.ts';
import { parseFirstAnswer } from '../steps/parseOutput.ts';
import { type Retrieved, sourceContent } from '../steps/sourceContent.ts';
import { instructionFor } from './instructionFor.ts';
import { learnFrom } from './learnFrom.ts';
import { passageBlock } from './passageBlock.ts';
import type { RecipeResult } from './recipeResult.ts';
import { type ShotPool, shotBlocks } from './shotBlocks.ts';

/**
 * SynthesizRR (Divekar and Durrett 2024), Algorithm 1: retrieve passages by the seed texts, and have
 * the teacher rewrite each into an example with its query's label.
 *
 * Zero-shot shows the passage and the instruction. Before them RetrICL shows shots of the same label, a
 * query's nearest passages beside the query itself, as if it had been written from them; Non-RetrICL
 * shows seed texts of the label without any passage. The student trains for a fixed number of epochs,
 * without validation (App. K).
 */
export async function synthesizrr(
  lab: TextLaboratory,
  settings: SynthesizrrSettings,
  corpus: { documents: readonly CorpusDocument[]; unit: 'document' | 'passage' },
): Promise<RecipeResult> {
  const { task, gold } = lab;
  const { variant, retrieval, temperature, topP } = settings;
  const name = `synthesizrr/${variant}`;
  const limit = settings.passageTokens;
  const passages = await cutPassages(lab, corpus.documents, { limit, unit: corpus.unit });
  const sourced = await sourceContent(lab, settings, passages);
  const { turns, weights } = labelsToAsk(lab, settings);
  const chosen = drawInputs(lab, settings, sourced.inputs, turns);
  const shots = shotBlocks(lab, settings, sourced, chosen);
  const { maxTokens, stop, source, prefix } = task.prompts.synthesizrr;
  const generations = await generate(
    lab,
    `${name}/generate`,
    {
      prompts: task.prompts.synthesizrr,
      shots: shots.wanted,
      // row i's prompt follows from these, the seed and i: asking for more rows keeps the first
      pools: contentHash([sourced.inputs, sourced.shots].map((list) => list.map(identityOf))),
      // where they are the paper's own they add nothing, so that earlier runs' rows are found again
      ...(variant === 'non-retricl' ? { seed: contentHash(shots.blocks) } : {}),
      ...(settings.labelDistribution === 'gold' ? { weights } : {}),
    },
    chosen.length,
    { temperature, topP, maxTokens, stop },
    (i, random) => rewritePrompt(lab, chosen[i]!, shots, random),
  );
  const candidates = generations.map((generation, i): Candidate => {
    const { passage, query, score } = chosen[i]!;
    return {
      text: parseFirstAnswer(generation.output, [prefix, source]),
      label: query.label,
      lineage: {
        generation: generation.id,
        passage: passage.name,
        ...(retrieval === 'dense' ? { cosine: score } : {}),
        query: goldName(query),
      },
      sources: { passage: passage.text, gold: gold.seed.map(({ text }) => text) },
    };
  });
  return learnFrom(lab, name, {
    recipe: 'synthesizrr',
    variant,
    title: `SynthesizRR ${variant}`,
    asked: settings.rows,
    candidates,
    generations,
    emptyQueries: sourced.emptyQueries,
    consumed: gold.seed,
    steps: ['corpus/', ...SEARCHES[retrieval]],
  });
}

/** The keys' first parts of a retrieval's steps. */
const SEARCHES: Readonly<Record<SynthesizrrSettings['retrieval'], readonly string[]>> = {
  dense: ['synthesizrr/queries/', 'synthesizrr/search'],
  bm25: ['synthesizrr/bm25/'],
  random: [],
};

/** What a prompt takes from a pair, without the path of the file that the gold came from. */
const identityOf = ({ passage, query }: Retrieved) => [passage.text, query.text, query.label];

/**
 * A prompt in App. H's layout: shots, then the passage, the instruction, and an open answer. Shots
 * are drawn anew for every prompt, from the same label.
 */
function rewritePrompt(
  lab: TextLaboratory,
  { passage, query }: Retrieved,
  { wanted, blocks }: ShotPool,
  random: RandomStream,
): Promise<Prompt> {
  const { task } = lab;
  const prompts = task.prompts.synthesizrr;
  const shots = wanted > 0 ? random.sample(blocks[query.label]!, wanted) : [];
  const open = {
    block: passageBlock(prompts, passage.text, instructionFor(task, query.label)),
    name: `${passage.name} with its instruction`,
    wayOut: 'Lower passageTokens.',
  };
  return fitShots(lab, 'SynthesizRR', shots, open, prompts.maxTokens);
}
