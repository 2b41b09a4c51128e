/** The place of the largest value; of equal values, the first. */
export function largest(values: readonly number[]): number {
  return values.reduce((best, value, k) => (value > values[best]! ? k : best), 0);
}
