/** The labels that no row has, and that a student therefore could not learn. */
export function labelsWithoutRow(
  labels: readonly string[],
  rows: readonly { readonly label: string }[],
): string[] {
  return labels.filter((label) => rows.every((row) => row.label !== label));
}
