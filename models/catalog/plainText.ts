/** A text of a file, without the characters that a terminal takes for commands. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
