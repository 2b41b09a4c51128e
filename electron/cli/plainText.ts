/**
 * A text that a terminal only shows: titles, keys and reasons may come from another person's project,
 * and a terminal obeys control characters. Lines and tabs stay.
 */
export function plainText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, ' ');
}
