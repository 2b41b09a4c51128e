import type { HybridSettings, SynthesizrrSettings } from '../../contract/recipeSchema.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import type { GoldExample } from '../import/readGold.ts';
import { clean, requireYield } from '../steps/clean.ts';
import { goldName, type TextLaboratory } from '../steps/context.ts';
import { cutPassages, type Passage } from '../steps/corpus.ts';
import { generate } from '../steps/generate.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { nearestOfLabel } from '../steps/nearestOfLabel.ts';
import { type Retrieved, type Sourced, sourceContent } from '../steps/sourceContent.ts';
import type { Pass } from '../steps/untilKept.ts';
import { extrapolateErrors } from './extrapolateErrors.ts';
import type { RecipeResult } from './recipeResult.ts';
import { rewriteFound, rewritePrompt, rewrittenRow } from './rewriteFound.ts';
import { pairBlock } from './shotBlocks.ts';
import type { Synthesised } from './synthesised.ts';

const NAME = 'hybrid';

/**
 * S3 x SynthesizRR, which neither paper has: S3's loop, in which an error is not imitated from the
 * teacher's memory. It becomes a query, and a passage that it finds is rewritten with its label in the
 * manner of RetrICL, behind the pairs of its neighbours: what is extrapolated stands on the user's
 * documents. The first rows are RetrICL's own, from the seed texts.
 */
export async function hybrid(
  lab: TextLaboratory,
  settings: HybridSettings,
  corpus: { documents: readonly CorpusDocument[]; unit: 'document' | 'passage' },
): Promise<RecipeResult> {
  const { seed, validation } = lab.gold;
  const limit = settings.passageTokens;
  const passages = await cutPassages(lab, corpus.documents, { limit, unit: corpus.unit });
  const found = await sourceContent(lab, asRetrIcl(settings), passages, {
    name: NAME,
    what: 'validation texts',
    examples: validation,
  });
  noteLabelsWithoutPairs(lab, found);
  const neighbours = await nearestOfLabel(lab, NAME, validation);
  const first = await seedSet(lab, settings, passages);
  const used = new Set(first.inputs.map(onceForLabel));
  const result = await extrapolateErrors(
    lab,
    settings,
    { ...first, emptyQueries: first.emptyQueries + found.emptyQueries },
    {
      recipe: NAME,
      name: NAME,
      title: 'Hybrid',
      consumed: [...seed, ...validation],
      write: (key, errors) => {
        const inputs = errors.flatMap((error) => nextPassage(found, error, used) ?? []);
        return rewriteForErrors(lab, settings, key, inputs, found, neighbours);
      },
    },
  );
  return { ...result, retrieved: found.retrieved };
}

/** The keys' first parts of a search's steps. */
const SEARCHES = ['synthesizrr/queries/', 'synthesizrr/search', 'synthesizrr/bm25/'];

function asRetrIcl(settings: HybridSettings): SynthesizrrSettings {
  return {
    ...settings,
    kind: 'synthesizrr',
    variant: 'retricl',
    ...{ seedShots: 0, subsample: 0, bootstrap: 0, bootstrapExamples: 0 },
    labelDistribution: 'uniform',
  };
}

function noteLabelsWithoutPairs({ task, note }: TextLaboratory, { shots }: Sourced): void {
  const without = labelsWithoutRow(
    task.labels,
    shots.map(({ query }) => query),
  );
  if (without.length === 0) return;
  note(
    `Hybrid: no validation text of ${without.join(', ')} found a passage that could be shown beside ` +
      'it, so their errors are rewritten without pairs.',
  );
}

/** RetrICL's rows, which are found again where the project has them. */
async function seedSet(
  lab: TextLaboratory,
  settings: HybridSettings,
  passages: readonly Passage[],
): Promise<Synthesised & { readonly inputs: readonly Retrieved[] }> {
  const { candidates, ...written } = await rewriteFound(lab, asRetrIcl(settings), passages);
  const examples = await clean(lab, `${NAME}/seed/clean`, candidates);
  requireYield("The hybrid's seed set", examples, lab.task.labels);
  return {
    ...written,
    examples,
    asked: settings.rows,
    otherTokens: 0,
    steps: [
      'corpus/',
      ...SEARCHES,
      ...SEARCHES.map((key) => key.replace('synthesizrr', NAME)),
    ].concat('synthesizrr/retricl/generate', `${NAME}/seed/`),
  };
}

/** As in SynthesizRR here, a passage is rewritten once for each label; two files may have one name. */
const onceForLabel = ({ passage, query }: Retrieved) => `${query.label}\n${passage.text}`;

/** The nearest passage that the error finds and that was not rewritten with its label yet. */
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
  lab: TextLaboratory,
  settings: HybridSettings,
  key: string,
  inputs: readonly Retrieved[],
  found: Sourced,
  neighbours: ReadonlyMap<GoldExample, readonly GoldExample[]>,
): Promise<Pass> {
  const { shots, temperature, topP } = settings;
  const { maxTokens, stop } = lab.task.prompts.synthesizrr;
  const prompts = await Promise.all(
    inputs.map(({ passage, query, score }) => {
      const pairs = neighbours.get(query)!.flatMap((example) => {
        // a neighbour's nearest passage; the one that is asked about is not shown answered
        const pair = found.shots.find((shot) => shot.query === example);
        return pair && pair.passage !== passage ? pairBlock(lab.task, pair) : [];
      });
      return rewritePrompt(lab, { passage, query, score }, pairs.slice(0, shots));
    }),
  );
  const generations = await generate(
    lab,
    key,
    { prompts },
    prompts.length,
    { temperature, topP, maxTokens, stop },
    (i) => prompts[i]!,
  );
  const candidates = generations.map((generation, i) =>
    rewrittenRow(lab, settings, generation, inputs[i]!, { error: goldName(inputs[i]!.query) }),
  );
  return { generations, candidates };
}
