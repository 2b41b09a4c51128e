/**
 * The differences between two experiments, a line for each field: `recipes[1].rows: 300 -> 400`.
 */
export function compareExperiments(before: unknown, after: unknown, at = ''): string[] {
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    const [was, is] = [Object.keys(before).join(', '), Object.keys(after).join(', ')];
    // the order of labels decides the index of each
    const isReordered =
      was !== is &&
      keys.size === Object.keys(before).length &&
      keys.size === Object.keys(after).length;
    const reordered = isReordered ? [`${at}: order ${was} -> ${is}`] : [];
    const changed = [...keys].flatMap((key) => {
      const inner = Array.isArray(after) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`;
      return compareExperiments(before[key], after[key], inner);
    });
    return [...reordered, ...changed];
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  return [`${at}: ${show(before)} -> ${show(after)}`];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
