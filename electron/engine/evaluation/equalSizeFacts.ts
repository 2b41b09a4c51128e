import { signedPoints } from '../../contract/learningCurve.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import type { RunContext } from '../steps/context.ts';
import { pairedDifference } from './pairedDifference.ts';
import { isTrained, type Measured } from './yardstick.ts';

const SIZES = { equalRows: 'rows', equalTokens: 'tokens' } as const;

/**
 * The first recipe of the experiment compared with each other at equal sizes, on the same test texts.
 * A student that says one label only is not compared.
 */
export function equalSizeFacts(ctx: RunContext, measured: readonly Measured[]): string[] {
  return Object.entries(SIZES).flatMap(([kind, what]) => {
    const [first, ...others] = measured.filter((one) => one.kind === kind);
    if (!first || !isTrained(first)) return [];
    return others.filter(isTrained).map((other) => {
      const { difference, ci95, n } = pairedDifference(ctx, first.students!, other.students!);
      const [low, high] = ci95.map(signedPoints);
      return (
        `At equal ${what}, ${nameOf(first)} minus ${nameOf(other)}: ${signedPoints(difference)} points (95% ` +
        `${low} to ${high}, paired bootstrap, n = ${n}).`
      );
    });
  });
}

const nameOf = ({ rowsOf }: Measured) => recipeVariants.get(rowsOf!)!.paperName;
