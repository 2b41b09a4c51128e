import type { GoldExample } from '../import/goldExample.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { RunContext } from './context.ts';
import { embedTexts } from './corpus.ts';

/**
 * For each example those that fit it, from the nearest to the farthest by the cosine of their texts'
 * embeddings; an example that fits itself comes first.
 * @param name the first part of the embedding's key
 */
export async function nearestAmong(
  ctx: RunContext,
  name: string,
  examples: readonly GoldExample[],
  fits: (example: GoldExample, other: GoldExample) => boolean,
): Promise<Map<GoldExample, readonly GoldExample[]>> {
  const vectors = await embedTexts(
    ctx,
    stepKey('embed', name, 'queries'),
    examples.map(({ text }) => text),
  );
  const width = vectors.length / examples.length;
  const cosine = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += vectors[a * width + i]! * vectors[b * width + i]!;
    return sum;
  };
  return new Map(
    examples.map((example, at) => {
      const near = examples
        .flatMap((other, row) =>
          fits(example, other) ? [{ other, cosine: row === at ? Infinity : cosine(at, row) }] : [],
        )
        .sort((a, b) => b.cosine - a.cosine);
      return [example, near.map(({ other }) => other)];
    }),
  );
}
