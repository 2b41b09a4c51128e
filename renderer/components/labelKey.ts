/** The key for a label: '1' to '9' for the first nine, none for the others. */
export function labelKey(index: number): string | undefined {
  return index < 9 ? String(index + 1) : undefined;
}

/** The label for a key, among the labels in their order. */
export function labelOf(key: string, labels: readonly string[]): string | undefined {
  return labels.find((_, index) => labelKey(index) === key);
}
