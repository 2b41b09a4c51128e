/** Names a point of a grid within a sentence: 'batch 8, learningRate 0.00005'. */
export function gridPointName(settings: Readonly<Record<string, number>>): string {
  return Object.entries(settings)
    .map(([setting, value]) => `${setting} ${value}`)
    .join(', ');
}
