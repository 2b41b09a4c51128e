/** '2.1 GB', '91 MB', 'under 1 MB' */
export function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes > 0 && bytes < 1e6 ? 'under 1 MB' : `${Math.round(bytes / 1e6)} MB`;
}
