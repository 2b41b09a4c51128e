/** A smooth function and its gradient at a point. */
export type Objective = (at: Float64Array) => {
  readonly value: number;
  readonly gradient: Float64Array;
};

/** Pairs of steps and gradient changes from which the curvature is estimated. */
const MEMORY = 10;
const STEPS = 1000;
/** Armijo's condition: how much of the decrease that the slope promises a step must bring. */
const SUFFICIENT = 1e-4;
const HALVINGS = 40;

/**
 * The minimum of a convex, smooth function by L-BFGS (Nocedal and Wright 2006, algorithm 7.5) with a
 * backtracking line search.
 * @param tolerance the largest element of the gradient at which it ends; it ends after 1,000 steps
 *   in any case
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  tolerance: number,
): Float64Array {
  let at = start;
  let { value, gradient } = objective(at);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let step = 0; step < STEPS; step++) {
    if (gradient.every((one) => Math.abs(one) < tolerance)) break;
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    let size = 1;
    let next = moved(at, direction, size);
    let after = objective(next);
    for (let n = 0; n < HALVINGS && after.value > value + SUFFICIENT * size * slope; n++) {
      size /= 2;
      next = moved(at, direction, size);
      after = objective(next);
    }
    if (!(after.value < value)) break;
    const s = next.map((one, i) => one - at[i]!);
    const y = after.gradient.map((one, i) => one - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 0) pairs.push({ s, y, rho: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    at = next;
    ({ value, gradient } = after);
  }
  return at;
}

/** The two-loop recursion (algorithm 7.4). */
function descent(
  gradient: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const direction = gradient.map((one) => -one);
  const alphas: number[] = [];
  for (const { s, y, rho } of pairs.toReversed()) {
    const alpha = rho * dot(s, direction);
    alphas.push(alpha);
    for (let i = 0; i < direction.length; i++) direction[i]! -= alpha * y[i]!;
  }
  const last = pairs.at(-1);
  // without a pair, a step as long as the gradient could be far too long
  const scale = last ? 1 / (last.rho * dot(last.y, last.y)) : 1 / Math.max(1, norm(gradient));
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  for (const [n, { s, y, rho }] of pairs.entries()) {
    const beta = rho * dot(y, direction);
    const alpha = alphas[pairs.length - 1 - n]!;
    for (let i = 0; i < direction.length; i++) direction[i]! += (alpha - beta) * s[i]!;
  }
  return direction;
}

function moved(at: Float64Array, direction: Float64Array, size: number): Float64Array {
  return at.map((one, i) => one + size * direction[i]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const norm = (a: Float64Array) => Math.sqrt(dot(a, a));
