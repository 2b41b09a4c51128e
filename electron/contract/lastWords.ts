/**
 * Why a process ended, from the end of its standard error: the error that Node prints above a stack
 * trace, or the last line of native code. Empty if it wrote nothing.
 */
export function lastWords(written: string): string {
  const error = [...written.matchAll(/^\w*Error\b.*$/gm)].at(-1)?.[0];
  return error ?? written.trim().split('\n').slice(-3).join(' ');
}
