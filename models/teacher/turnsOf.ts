import type { Prompt } from './teacher.ts';

/** The turns of a chat, the user's first. A prompt without `turns` is one turn. */
export function turnsOf({ text, turns = [] }: Prompt): string[] {
  return [0, ...turns].map((from, i) => {
    const to = turns[i];
    return to === undefined ? text.slice(from) : text.slice(from, to).trimEnd();
  });
}
