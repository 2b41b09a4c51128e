import type { LlamaMark } from '../../native/llama/llamaFile.ts';
import type { LlamaModel } from '../../native/llama/llamaModel.ts';

/** A chat as the model reads it. */
export interface FrameTokens {
  /** Up to the last mark before the first turn: the same for every text. */
  readonly shared: readonly number[];
  readonly own: readonly number[];
}

/**
 * The tokens of turns between the texts of a chat template.
 *
 * What stands between two marks is tokenized as one text, because pieces are longest where a word
 * begins: SentencePiece would put a second space before a turn that is tokenized alone. Marks are found
 * in the template's own texts only; one that a user typed stays text.
 * @param after what stands behind each turn
 */
export function frameTokens(
  tokenizer: Pick<LlamaModel, 'tokenize' | 'markOf'>,
  before: string,
  turns: readonly string[],
  after: readonly string[],
): FrameTokens {
  const parts: Part[] = [
    ...partsOf(tokenizer, before),
    { text: turns[0]!, isFirst: true },
    ...turns.flatMap((_, i) => {
      const next = turns[i + 1];
      return [...partsOf(tokenizer, after[i]!), ...(next === undefined ? [] : [{ text: next }])];
    }),
  ];
  const runs = joined(parts);
  const ids = runs.map((run, i) => {
    if ('id' in run) return [run.id];
    const text = stripped(run.text, runs[i - 1], runs[i + 1]);
    return text === '' ? [] : tokenizer.tokenize(text, false);
  });
  const first = runs.findIndex((run) => 'isFirst' in run);
  return { shared: ids.slice(0, first).flat(), own: ids.slice(first).flat() };
}

/** A mark, or the text between two. */
type Part = LlamaMark | { readonly text: string; readonly isFirst?: true };

/** A template's text, cut at its marks. */
export function partsOf(tokenizer: Pick<LlamaModel, 'tokenize' | 'markOf'>, text: string): Part[] {
  const parts: Part[] = [];
  let rest = text;
  for (const token of tokenizer.tokenize(text, true)) {
    const mark = tokenizer.markOf(token);
    const at = mark ? rest.indexOf(mark.text) : -1;
    if (!mark || at < 0 || mark.text === '') continue;
    parts.push({ text: rest.slice(0, at) }, mark);
    rest = rest.slice(at + mark.text.length);
  }
  return [...parts, { text: rest }];
}

function joined(parts: readonly Part[]): Part[] {
  const runs: Part[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last === undefined || 'id' in last || 'id' in part) {
      runs.push(part);
      continue;
    }
    const isFirst = last.isFirst ?? part.isFirst;
    runs[runs.length - 1] = { text: last.text + part.text, ...(isFirst ? { isFirst } : {}) };
  }
  return runs;
}

function stripped(text: string, before: Part | undefined, after: Part | undefined): string {
  const start = before && 'id' in before && before.rstrip ? text.trimStart() : text;
  return after && 'id' in after && after.lstrip ? start.trimEnd() : start;
}
