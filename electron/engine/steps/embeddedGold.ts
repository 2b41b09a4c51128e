import type { Split } from '../../contract/draft.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { RunContext } from './context.ts';
import { embedTexts } from './corpus.ts';
import type { LabelledRow } from './labelledRow.ts';
import { eachVector, keepTextVectors } from './textVectors.ts';

/** The frozen encoder's features of each gold example, by split; see `embeddedRows`. */
export async function embeddedGold(ctx: RunContext): Promise<(split: Split) => Float32Array[]> {
  const { seed, validation, test } = ctx.gold;
  const features = await embeddedRows(ctx, 'gold', [...seed, ...validation, ...test]);
  const starts = { seed: 0, validation: seed.length, test: seed.length + validation.length };
  return (split) => features.slice(starts[split], starts[split] + ctx.gold[split].length);
}

/**
 * The frozen encoder's features of texts. For a pair with the embeddings u of its context and v of
 * its text they are (u, v, |u - v|), as in Sentence-BERT's classifier of sentence pairs (Reimers and
 * Gurevych 2019, section 3).
 * @param name a part of the keys of the steps
 */
export async function embeddedRows(
  ctx: RunContext,
  name: string,
  rows: readonly Pick<LabelledRow, 'context' | 'text'>[],
): Promise<Float32Array[]> {
  const embed = async (what: readonly string[], texts: readonly string[]) => {
    const key = stepKey('embed', 'yardstick', ...what);
    const vectors = eachVector(await embedTexts(ctx, key, texts), texts.length);
    keepTextVectors(ctx.project.database, ctx.models.encoder.identity, texts, vectors);
    return vectors;
  };
  const texts = await embed(
    [name],
    rows.map(({ text }) => text),
  );
  const contexts = rows.flatMap(({ context }) => context ?? []);
  if (contexts.length === 0) return texts;
  const before = await embed([name, 'contexts'], contexts);
  return texts.map((v, at) => ofPair(before[at]!, v));
}

/** The features of a pair of texts, of their vectors. */
export function ofPair(u: Float32Array, v: Float32Array): Float32Array {
  return Float32Array.from([...u, ...v, ...u.map((value, axis) => Math.abs(value - v[axis]!))]);
}
