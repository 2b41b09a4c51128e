/** A share from 0 to 1 in percent, with one decimal. */
export const percent = (share: number) => (100 * share).toFixed(1);
