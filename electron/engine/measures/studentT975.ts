/**
 * The 97.5% quantile of Student's t distribution: 95% of it lies within plus and minus this.
 * @param freedom the degrees of freedom, an integer from 1
 */
export function studentT975(freedom: number): number {
  // the quantile falls from 12.706 at one degree to the normal's 1.96
  let [low, high] = [1.9, 13];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, freedom) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability of -t to t, a finite sum (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4). */
function centralProbability(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
