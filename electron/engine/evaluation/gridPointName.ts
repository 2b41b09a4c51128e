/** A point of a grid as a sentence names it: 'batch 8, learningRate 0.00005'. */
export function gridPointName(settings: Readonly<Record<string, number>>): string {
  return Object.entries(settings)
    .map(([setting, value]) => `${setting} ${value}`)
    .join(', ');
}
