import type { S3Settings } from '../../contract/recipes/s3.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { RunContext } from '../steps/context.ts';
import { nearestAmong } from '../steps/nearestAmong.ts';

/**
 * For each error the nearest validation text that the student got right and that has the label it
 * took the error for: what the new row must differ from. There is none for an error whose wrong label
 * has no text that the student got right.
 * @param answers what the student says of each validation text
 */
export async function contrasts(
  ctx: RunContext,
  { kind, contrast }: Pick<S3Settings, 'kind' | 'contrast'>,
  errors: readonly GoldExample[],
  answers: ReadonlyMap<GoldExample, string>,
): Promise<ReadonlyMap<GoldExample, GoldExample>> {
  if (contrast === 'off') return new Map();
  const isError = new Set(errors);
  const nearest = await nearestAmong(ctx, kind, ctx.gold.validation, (error, other) => {
    const answer = answers.get(other);
    return isError.has(error) && answer === other.label && answer === answers.get(error);
  });
  return new Map(
    errors.flatMap((error) => {
      const [other] = nearest.get(error)!;
      return other ? [[error, other] as const] : [];
    }),
  );
}
