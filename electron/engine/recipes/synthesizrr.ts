import { BadInput } from '../../../models/badInput.ts';
import type { Neighbour } from '../../../models/encoder/passageIndex.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { SynthesizrrSettings } from '../../contract/experiment.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import type { GoldExample } from '../import/readGold.ts';
import { contentHash } from '../journal/contentHash.ts';
import { fill } from '../promptSet.ts';
import { type Candidate, clean, keptOf, requireYield } from '../steps/clean.ts';
import { goldName, type Laboratory } from '../steps/context.ts';
import { cutPassages, type Passage, retrieve } from '../steps/corpus.ts';
import { generate } from '../steps/generate.ts';
import { parseFirstAnswer } from '../steps/parseOutput.ts';
import { scoreOf, trainStudents } from '../steps/trainStudent.ts';
import { passageBlock } from './passageBlock.ts';
import { countRows, type RecipeResult } from './recipeResult.ts';

/** A retrieved passage under its query, whose label it inherits. */
interface Retrieved {
  readonly passage: Passage;
  readonly query: GoldExample;
  readonly cosine: number;
}

/** What retrieval gives: passages to rewrite, and pairs (passage, gold text) to show as shots. */
interface Sourced {
  readonly inputs: readonly Retrieved[];
  readonly shots: readonly Retrieved[];
  readonly emptyQueries: number;
}

/**
 * SynthesizRR (Divekar and Durrett 2024), Algorithm 1: retrieve passages by the seed texts, and have
 * the teacher rewrite each into an example with its query's label.
 *
 * Zero-shot shows the passage and the instruction; RetrICL shows, before them, shots of the same
 * label: a query's nearest passages beside the query itself, as if it had been written from them.
 * The student trains for a fixed number of epochs, without validation (App. K).
 */
export async function synthesizrr(
  lab: Laboratory,
  settings: SynthesizrrSettings,
  corpus: { documents: readonly CorpusDocument[]; unit: 'document' | 'passage' },
): Promise<RecipeResult> {
  const { task, gold } = lab;
  const name = `synthesizrr/${settings.variant}`;
  const limit = settings.passageTokens;
  const passages = await cutPassages(lab, corpus.documents, { limit, unit: corpus.unit });
  const sourced = await sourceContent(lab, settings, passages);
  const chosen = drawInputs(lab, settings, sourced.inputs);
  const { maxTokens, stop, source, prefix } = task.prompts.synthesizrr;
  const { temperature, topP } = settings;
  const generations = await generate(
    lab,
    `${name}/generate`,
    {
      prompts: task.prompts.synthesizrr,
      shots: settings.variant === 'retricl' ? settings.shots : 0,
      // row i's prompt follows from these, the seed and i: asking for more rows keeps the first
      pools: contentHash([sourced.inputs, sourced.shots].map((list) => list.map(identityOf))),
    },
    chosen.length,
    { temperature, topP, maxTokens, stop },
    (i, random) => rewritePrompt(lab, settings, chosen[i]!, sourced.shots, random),
  );
  const candidates = generations.map((generation, i): Candidate => {
    const { passage, query, cosine } = chosen[i]!;
    return {
      text: parseFirstAnswer(generation.output, [prefix, source]),
      label: query.label,
      lineage: {
        generation: generation.id,
        passage: passage.name,
        cosine,
        query: goldName(query),
      },
      sources: { passage: passage.text, gold: gold.seed.map(({ text }) => text) },
    };
  });
  const examples = await clean(lab, `${name}/clean`, candidates);
  requireYield(`SynthesizRR ${settings.variant}`, examples, task.labels);
  const students = await trainStudents(lab, `${name}/train`, keptOf(examples), {
    choose: 'last',
    test: true,
    keep: true,
  });
  const { tokens, ...rows } = countRows(settings.rows, generations, examples);
  return {
    recipe: 'synthesizrr',
    rounds: [
      {
        round: 0,
        variant: settings.variant,
        rows,
        emptyQueries: sourced.emptyQueries,
        validation: scoreOf(lab, students, 'validation'),
        test: scoreOf(lab, students, 'test'),
        tokens,
        steps: ['corpus/', 'synthesizrr/queries/', 'synthesizrr/search', `${name}/`],
      },
    ],
    examples,
    students,
    consumed: gold.seed,
    reviewed: 0,
  };
}

/** What a prompt takes from a pair, without the path of the file that the gold came from. */
const identityOf = ({ passage, query }: Retrieved) => [passage.text, query.text, query.label];

/** Ranks 1 and 2 become shots and never inputs (section 3; the repository starts inputs at 3). */
const SHOT_RANKS = 2;

/** Alg. 1, content sourcing: each query's passages within the cosine window, by rank. */
async function sourceContent(
  lab: Laboratory,
  settings: SynthesizrrSettings,
  passages: readonly Passage[],
): Promise<Sourced> {
  const { seed } = lab.gold;
  const queries = seed.map(({ text }) => text);
  const ranking = await retrieve(lab, passages, queries, settings.depth);
  const lower = lowerCosine(ranking.neighbours);
  lab.note(
    `SynthesizRR: ${passages.length} passages; cosine window ${lower.toFixed(3)} to ${settings.upperCosine} ` +
      `(lower bound: 5th percentile of the queries' own top 50); recall@50 of the index ` +
      `${ranking.recallAt50.toFixed(4)} over ${ranking.queriesChecked} queries at ` +
      (ranking.ef === undefined ? 'ef 2000, so exact search was used.' : `ef ${ranking.ef}.`),
  );
  if (lower >= settings.upperCosine) {
    throw new BadInput(
      `SynthesizRR: nearly all passages have a cosine above ${settings.upperCosine} with the seed texts, so ` +
        "the window is empty. This encoder's cosines lie higher than most: raise upperCosine.",
    );
  }
  const inWindow = ({ cosine }: Neighbour) => cosine >= lower && cosine <= settings.upperCosine;
  const isRetrIcl = settings.variant === 'retricl';
  const inputs: Retrieved[] = [];
  const shots: Retrieved[] = [];
  let emptyQueries = 0;
  for (const [row, neighbours] of ranking.neighbours.entries()) {
    const query = seed[row]!;
    const toRetrieved = ({ passage, cosine }: Neighbour): Retrieved => ({
      passage: passages[passage]!,
      query,
      cosine,
    });
    const forShots = isRetrIcl ? neighbours.slice(0, SHOT_RANKS) : [];
    const forInputs = neighbours
      .slice(forShots.length)
      .filter(inWindow)
      .slice(0, settings.expansion);
    if (forInputs.length === 0) emptyQueries++;
    shots.push(...forShots.filter(inWindow).map(toRetrieved));
    inputs.push(...forInputs.map(toRetrieved));
  }
  return { inputs, shots, emptyQueries };
}

/**
 * Windows belong to an encoder: (0.4, 0.9) is Contriever's. For any other the lower bound is the 5th
 * percentile of the cosines of its own queries' top 50.
 */
export function lowerCosine(neighbours: readonly (readonly Neighbour[])[]): number {
  const cosines = neighbours.flatMap((list) => list.slice(0, 50).map(({ cosine }) => cosine));
  cosines.sort((a, b) => a - b);
  return cosines[Math.floor(0.05 * (cosines.length - 1))]!;
}

/**
 * Equally many inputs of each label, drawn without replacement; a passage once for each label.
 * Labels take turns, so that a larger number of rows begins with the same ones.
 */
function drawInputs(
  { task, run, note }: Laboratory,
  { rows, variant }: SynthesizrrSettings,
  inputs: readonly Retrieved[],
): Retrieved[] {
  const { labels } = task;
  const drawn = labels.map((label, index) => {
    const share = Math.floor(rows / labels.length) + (index < rows % labels.length ? 1 : 0);
    const pool = nearestQueries(inputs.filter(({ query }) => query.label === label));
    if (pool.length === 0) {
      throw new BadInput(
        `SynthesizRR ${variant}: no passage within the cosine window was found for the label ` +
          `${label}. Give a corpus that is nearer to the task, or more seed examples.`,
      );
    }
    if (pool.length < share) {
      note(
        `SynthesizRR ${variant}: ${pool.length} passages for ${label}, ${share} were asked for.`,
      );
    }
    return run.random('synthesizrr', variant, 'inputs', label).sample(pool, share);
  });
  const longest = Math.max(...drawn.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) =>
    drawn.flatMap((list) => list[turn] ?? []),
  ).flat();
}

/** Each passage once, under the query that is nearest to it. */
function nearestQueries(inputs: readonly Retrieved[]): Retrieved[] {
  const best = new Map<Passage, Retrieved>();
  for (const input of inputs) {
    const known = best.get(input.passage);
    if (!known || known.cosine < input.cosine) best.set(input.passage, input);
  }
  return [...best.values()];
}

/**
 * A prompt in App. H's layout: shots, then the passage, the instruction, and an open answer. Shots
 * are drawn anew for every prompt, from the same label; where the prompt does not fit, the last
 * shots are left out, never the passage or the instruction.
 */
async function rewritePrompt(
  lab: Laboratory,
  { variant, shots: wanted }: SynthesizrrSettings,
  { passage, query }: Retrieved,
  pool: readonly Retrieved[],
  random: RandomStream,
): Promise<Prompt> {
  const { task, hosts } = lab;
  const prompts = task.prompts.synthesizrr;
  const { instruction, verbalizers, maxTokens } = prompts;
  const asked = fill(instruction, {
    label: verbalizers[query.label]!,
    meaning: task.meanings[query.label]!,
  });
  let shots: string[] = [];
  if (variant === 'retricl' && wanted > 0) {
    const own = pool.filter((shot) => shot.query.label === query.label);
    if (own.length === 0) {
      throw new BadInput(
        `SynthesizRR RetrICL: no pair of a passage and a seed text is left to show for the label ` +
          `${query.label}. Use the zero-shot variant, or give more seed examples.`,
      );
    }
    shots = random
      .sample(own, wanted)
      .map((shot) => passageBlock(prompts, shot.passage.text, asked, shot.query.text));
  }
  for (;;) {
    const open = passageBlock(prompts, passage.text, asked);
    const prompt = { text: [...shots, open].join('\n\n'), chat: false };
    const [tokens] = await hosts.teacher.countTokens([prompt]);
    if (tokens! + maxTokens <= hosts.teacher.contextSize) return prompt;
    if (shots.length === 0) {
      throw new BadInput(
        `SynthesizRR: ${passage.name} with its instruction takes ${tokens} tokens and the answer ` +
          `${maxTokens}, more than the teacher's ${hosts.teacher.contextSize}. Lower passageTokens.`,
      );
    }
    shots.pop();
    lab.note(
      `SynthesizRR: a prompt of ${tokens} tokens does not fit; it keeps ${shots.length} shots.`,
    );
  }
}
