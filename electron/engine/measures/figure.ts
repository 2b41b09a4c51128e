/** A figure, or why it is not defined for these texts. */
export type Figure =
  | { readonly value: number; readonly ci95?: readonly [number, number] }
  | { readonly undefinedBecause: string };
