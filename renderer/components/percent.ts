/** Formats a share as a percentage: '67.8'. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}
