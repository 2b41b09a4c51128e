/** A row as a table has it: a single text's context is null there. */
export type Stored<Row> = Omit<Row, 'context'> & { readonly context: string | null };

/** A row as the engine has it: where there is no context, there is no such field. */
export function withoutNull<Row extends { readonly context: string | null }>({
  context,
  ...row
}: Row): Omit<Row, 'context'> & { readonly context?: string } {
  return context === null ? row : { context, ...row };
}
