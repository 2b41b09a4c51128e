import { stratifiedFolds } from '../../../models/student/logisticRegression.ts';
import { type GoldExample, goldName } from '../import/goldExample.ts';
import { fold as foldPlace, stepKey } from '../journal/stepKey.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import { type Example, writtenFrom } from '../steps/example.ts';
import { judgeWith } from '../training/trainStudent.ts';

/** What a student says of a text, and how sure it is, from 0 to 1; answers have no confidence. */
export interface Said {
  readonly answer: string;
  readonly confidence?: number;
}

/** The other choices that the labels make have as many folds. */
export const FOLDS = 5;

/**
 * What students of labels and rows say of validation texts that they never saw, nor any row that was
 * written from them (out of fold, after LLM2LLM, arXiv 2403.15042, where the student learns from the
 * labels and from the rows for its errors).
 * @param place the parts of the steps' keys before the fold
 * @returns what is said of each validation text
 */
export async function outOfFold(
  ctx: RunContext,
  place: readonly string[],
  rows: readonly Example[],
): Promise<Said[]> {
  const { gold, task, run } = ctx;
  const { validation } = gold;
  const foldOf = stratifiedFolds(
    validation.map(({ label }) => label),
    FOLDS,
    [run.seed, ...place],
  );
  const said = new Map<GoldExample, Said>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = validation.filter((_, i) => foldOf[i] === fold);
    if (held.length === 0) continue;
    const seen = [
      ...withoutHeld(labelsIn(gold, ['seed', 'validation']), held, (one) => [goldName(one)]),
      ...withoutHeld(rows, held, writtenFrom),
    ];
    const key = stepKey('train', ...place, foldPlace(fold));
    const judged = await judgeWith(ctx, key, seen, held);
    for (const [i, shares] of judged.entries()) {
      const likeliest = task.labels.toSorted((a, b) => shares[b]! - shares[a]!)[0]!;
      said.set(held[i]!, { answer: likeliest, confidence: shares[likeliest]! });
    }
  }
  return validation.map((example) => said.get(example)!);
}

/**
 * The examples that have nothing to do with those that are held out.
 * @param namesOf the gold examples that an example is, or was written from
 */
export function withoutHeld<T>(
  examples: readonly T[],
  held: readonly GoldExample[],
  namesOf: (example: T) => readonly string[],
): T[] {
  const names = new Set(held.map(goldName));
  return examples.filter((example) => !namesOf(example).some((name) => names.has(name)));
}
