import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { RetrievalCounts } from '../../contract/report.ts';
import { goldName } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { TextContext } from '../steps/context.ts';
import { drawInputs } from '../steps/drawInputs.ts';
import type { Candidate, Lineage } from '../steps/example.ts';
import { fitShots } from '../steps/fitShots.ts';
import { type Generation, generate } from '../steps/generate.ts';
import { labelShares, labelsToAsk } from '../steps/labelsInTurn.ts';
import { type PromptBlock, rawBlock } from '../steps/layoutPrompt.ts';
import { parseAnswer } from '../steps/parseOutput.ts';
import type { Passage } from '../steps/passage.ts';
import { type Retrieved, sourceContent } from '../steps/sourceContent.ts';
import type { Pass } from '../steps/untilKept.ts';
import { asksInChat, chatInput } from './asksInChat.ts';
import { instructionFor, passageBlock } from './instructionFor.ts';
import { type ShotPool, shotBlocks } from './shotBlocks.ts';

/** SynthesizRR's output, and its sources. */
interface Rewritten extends Pass {
  readonly inputs: readonly Retrieved[];
  readonly emptyQueries: number;
  readonly retrieved: RetrievalCounts;
  /** How many rows of each label are wanted, if not all are. */
  readonly shares: Readonly<Record<string, number>> | undefined;
}

/**
 * SynthesizRR's Algorithm 1 up to parsing: retrieve passages by the seed texts, draw each label's
 * share of them, and have the teacher rewrite each. Shots are drawn separately for every prompt,
 * from the same label.
 */
export async function rewriteFound(
  ctx: TextContext,
  settings: SynthesizrrSettings,
  passages: readonly Passage[],
): Promise<Rewritten> {
  const { task } = ctx;
  const { variant, temperature, topP } = settings;
  const sourced = await sourceContent(ctx, settings, passages);
  const { turns, weights } = labelsToAsk(ctx, settings);
  const inputs = drawInputs(ctx, settings, sourced.inputs, turns);
  const shots = shotBlocks(ctx, settings, sourced, inputs);
  const chat = asksInChat(settings, ctx.models.teacher);
  const { maxTokens, stop } = task.prompts.synthesizrr;
  const generations = await generate(
    ctx,
    stepKey('generate', 'synthesizrr', variant),
    {
      prompts: task.prompts.synthesizrr,
      shots: shots.wanted,
      // row i's prompt depends only on these, the seed and i, so asking for more rows keeps the
      // first
      pools: contentHash([sourced.inputs, sourced.shots].map((list) => list.map(identityOf))),
      blocks: contentHash(rawBlocks(shots)),
      weights,
      ...chatInput(chat, task.prompts),
    },
    inputs.length,
    { temperature, topP, maxTokens, stop },
    (i, random) => {
      const blocks = shots.blocks[inputs[i]!.query.label] ?? [];
      return rewritePrompt(
        ctx,
        inputs[i]!,
        shots.wanted > 0 ? random.sample(blocks, shots.wanted) : [],
        chat,
      );
    },
  );
  const candidates = generations.map((generation, i) =>
    rewrittenRow(ctx, settings, generation, inputs[i]!, { query: goldName(inputs[i]!.query) }),
  );
  const { emptyQueries, retrieved } = sourced;
  const shares = labelShares(settings.subsample, task.labels, weights);
  return { generations, candidates, inputs, emptyQueries, retrieved, shares };
}

/** The prompt's inputs from a pair, without the path of the file that the gold came from. */
const identityOf = ({ passage, query }: Retrieved) => [passage.text, query.text, query.label];

/** The shots' texts, which do not depend on the frame. */
function rawBlocks({ blocks }: ShotPool): Record<string, string[]> {
  const texts = Object.entries(blocks).map(([label, own]) => [label, own.map(rawBlock)] as const);
  return Object.fromEntries(texts);
}

/** A prompt in App. H's layout: shots, then the passage, the instruction, and an open answer. */
export function rewritePrompt(
  ctx: TextContext,
  { passage, query }: Retrieved,
  shots: readonly PromptBlock[],
  chat: boolean,
): Promise<Prompt> {
  const prompts = ctx.task.prompts.synthesizrr;
  const open = {
    block: passageBlock(ctx.task.prompts, passage.text, instructionFor(ctx.task, query.label)),
    name: `${passage.name} with its instruction`,
    wayOut: 'Lower passageTokens.',
  };
  const { maxTokens } = prompts;
  return fitShots(ctx, 'SynthesizRR', shots, open, { maxTokens, chat });
}

/**
 * A rewritten passage as a row: its label is its query's, and it must not copy the passage or the
 * gold.
 */
export function rewrittenRow(
  { task, gold }: TextContext,
  { retrieval }: Pick<SynthesizrrSettings, 'retrieval'>,
  generation: Generation,
  { passage, query, score }: Retrieved,
  lineage: Pick<Lineage, 'query' | 'error'>,
): Candidate {
  const { source, prefix } = task.prompts.synthesizrr;
  const split = query.split === 'validation' ? gold.validation : gold.seed;
  return {
    text: parseAnswer(generation, [prefix, source]),
    label: query.label,
    lineage: {
      generation: generation.id,
      passage: passage.name,
      ...(retrieval === 'dense' ? { cosine: score } : {}),
      ...lineage,
    },
    sources: { passage: passage.text, gold: split.map(({ text }) => text) },
  };
}
