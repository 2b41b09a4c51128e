/**
 * Why a process ended, by the end of what it wrote to standard error: the error that Node names somewhere
 * above a stack trace, or what native code said last. Empty where it said nothing.
 */
export function lastWords(written: string): string {
  const error = [...written.matchAll(/^\w*Error\b.*$/gm)].at(-1)?.[0];
  return error ?? written.trim().split('\n').slice(-3).join(' ');
}
