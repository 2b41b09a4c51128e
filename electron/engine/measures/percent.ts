/** Formats a share from 0 to 1 as a percentage with one decimal. */
export const percent = (share: number) => (100 * share).toFixed(1);
