/** Escapes a text for a cell of a Markdown table. */
export function tableCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
