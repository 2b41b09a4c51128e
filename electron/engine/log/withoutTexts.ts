import { homedir } from 'node:os';
import { appFile } from '../files/appFile.ts';

/** Longer messages are truncated: the cause is at the start. */
const MOST_CHARACTERS = 1000;

/**
 * Removes private content from a message before it is logged. Quoted parts are left out, because
 * Node quotes the content that it cannot parse and the paths that it cannot open; the app's folder
 * and the user's are replaced by short names.
 */
export function withoutTexts(message: string): string {
  return withShortPaths(message)
    .replace(/".*"/gs, '"…"')
    .replace(/“.*”/gs, '“…”')
    .replace(/`.*`/gs, '`…`')
    .replace(/(?<!\w)'.*'(?!\w)/gs, "'…'")
    .slice(0, MOST_CHARACTERS);
}

/** An error's kind, code, message and stack, and those of its causes. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return withoutTexts(String(error));
  const { code } = error as NodeJS.ErrnoException;
  const head = `${error.name}${code ? ` (${code})` : ''}: ${withoutTexts(error.message)}`;
  const stack = (error.stack ?? '').replace(error.message, '');
  const frames = stack.split('\n').filter((line) => /^ {4}at .+:\d+\)?$/.test(line));
  const whole = [head, ...frames.map(withShortPaths)].join('\n');
  return error.cause === undefined ? whole : `${whole}\nCaused by ${describeFault(error.cause)}`;
}

function withShortPaths(text: string): string {
  return text.replaceAll(appFile(), '<app>').replaceAll(homedir(), '~');
}
