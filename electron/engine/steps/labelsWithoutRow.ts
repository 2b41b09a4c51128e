/** The labels that no row has, from which a student could not learn them. */
export function labelsWithoutRow(
  labels: readonly string[],
  rows: readonly { readonly label: string }[],
): string[] {
  return labels.filter((label) => rows.every((row) => row.label !== label));
}
