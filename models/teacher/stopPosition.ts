import { answerStart } from './thoughts.ts';

/**
 * The place at which a stop string ends an output; -1 if none does. White space before the answer,
 * and the thoughts before it, may contain a stop string.
 */
export function stopPosition(output: string, stop: readonly string[]): number {
  const answer = answerStart(output);
  if (answer < 0) return -1;
  const start = output.length - output.slice(answer).trimStart().length;
  const found = stop.map((text) => output.indexOf(text, start)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : -1;
}

/** An output up to its first stop string. */
export function cutAtStop(output: string, stop: readonly string[]): string {
  const at = stopPosition(output, stop);
  return at >= 0 ? output.slice(0, at) : output;
}
