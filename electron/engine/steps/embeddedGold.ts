import type { Split } from '../../contract/draft.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { RunContext } from './context.ts';
import { embedTexts } from './corpus.ts';

/**
 * The frozen encoder's features of each gold example, by split. For a pair with the embeddings u of
 * its context and v of its text they are (u, v, |u - v|), as in Sentence-BERT's classifier of
 * sentence pairs (Reimers and Gurevych 2019, section 3).
 */
export async function embeddedGold(ctx: RunContext): Promise<(split: Split) => Float32Array[]> {
  const { seed, validation, test } = ctx.gold;
  const all = [...seed, ...validation, ...test];
  const embed = async (what: readonly string[], texts: readonly string[]) => {
    const vectors = await embedTexts(ctx, stepKey('embed', 'yardstick', ...what), texts);
    const width = vectors.length / texts.length;
    return (at: number) => vectors.subarray(at * width, (at + 1) * width);
  };
  const textOf = await embed(
    ['gold'],
    all.map(({ text }) => text),
  );
  const contexts = all.flatMap(({ context }) => context ?? []);
  const contextOf = contexts.length > 0 ? await embed(['gold', 'contexts'], contexts) : undefined;
  const starts = { seed: 0, validation: seed.length, test: seed.length + validation.length };
  return (split) =>
    ctx.gold[split].map((_, index) => {
      const at = starts[split] + index;
      return contextOf ? ofPair(contextOf(at), textOf(at)) : textOf(at);
    });
}

function ofPair(u: Float32Array, v: Float32Array): Float32Array {
  return Float32Array.from([...u, ...v, ...u.map((value, axis) => Math.abs(value - v[axis]!))]);
}
