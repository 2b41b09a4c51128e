import { type Document, isAlias, isMap, isNode, isScalar, type Pair, Scalar } from 'yaml';

/** The part of an experiment that has its labels. */
export const LABELS_AT = ['task', 'labels'] as const;

/**
 * The labels of an experiment as its file writes them: `007`, `1.0`, `true` and `null` are names, in
 * the order of the file. A YAML reader makes them numbers and such, and an object reorders them.
 * @returns undefined if the file does not list labels as names with meanings
 */
export function writtenLabels(
  document: Document,
): { readonly name: string; readonly meaning: unknown }[] | undefined {
  const node: unknown = document.getIn(LABELS_AT, true);
  const map = isAlias(node) ? node.resolve(document) : node;
  if (!isMap(map)) return undefined;
  return map.items.map(({ key, value }) => ({
    name: writtenName(key),
    meaning: isNode(value) ? value.toJS(document) : value,
  }));
}

/** A key as the file writes it: the source of a plain scalar, the content of a quoted one. */
export function writtenName(key: Pair['key']): string {
  if (!isScalar(key)) return String(key);
  return key.type === Scalar.PLAIN && key.source !== undefined ? key.source : String(key.value);
}
