import type { SynthesizrrSettings } from '../../contract/recipeSchema.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import type { TextLaboratory } from '../steps/context.ts';
import { cutPassages } from '../steps/corpus.ts';
import { bootstrapSeed } from './bootstrapSeed.ts';
import { learnFrom } from './learnFrom.ts';
import type { RecipeResult } from './recipeResult.ts';
import { rewriteFound } from './rewriteFound.ts';

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
  const { variant, retrieval } = settings;
  const limit = settings.passageTokens;
  const passages = await cutPassages(lab, corpus.documents, { limit, unit: corpus.unit });
  const own = settings.bootstrap > 0 ? await bootstrapSeed(lab, settings) : given(lab);
  const seeded = { ...lab, gold: { ...lab.gold, seed: own.seed } };
  const { inputs, ...written } = await rewriteFound(seeded, settings, passages);
  return learnFrom(lab, `synthesizrr/${variant}`, {
    ...written,
    recipe: 'synthesizrr',
    variant,
    title: `SynthesizRR ${variant}`,
    asked: settings.rows,
    consumed: own.consumed,
    otherTokens: own.tokens,
    steps: ['corpus/', 'synthesizrr/bootstrap/', ...SEARCHES[retrieval]],
  });
}

/** The seed set that people labelled. */
function given({ gold: { seed } }: TextLaboratory) {
  return { seed, consumed: seed, tokens: 0 };
}

/** The keys' first parts of a retrieval's steps. */
const SEARCHES: Readonly<Record<SynthesizrrSettings['retrieval'], readonly string[]>> = {
  dense: ['synthesizrr/queries/', 'synthesizrr/search'],
  bm25: ['synthesizrr/bm25/'],
  random: [],
};
