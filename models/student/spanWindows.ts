import { BadInput } from '../badInput.ts';
import type { TextSpan } from '../transformer/normalizeAligned.ts';
import type { EncodedText, TextTokenizer } from '../transformer/tokenizer.ts';
import type { TokenSpan } from './spanTargets.ts';

export interface WindowSettings {
  /** In tokens, including the question and special tokens. */
  readonly maxLength: number;
  /** Number of tokens that neighbouring windows share. */
  readonly stride: number;
}

/** A question and a part of its context, as the model reads them. */
export interface SpanWindow extends EncodedText {
  /** The index of the question, from 0, used to combine its windows. */
  readonly question: number;
  /** The window's first token of the context. */
  readonly first: number;
  /** The offsets of the window's context tokens, which start at `first`. */
  readonly offsets: readonly TextSpan[];
}

/**
 * Splits a context that is too long for one window, with the question before each part:
 * `only_second` with a stride, as in Hugging Face's scripts for SQuAD. A context that fits is one
 * window.
 *
 * A question longer than half the window is truncated, so that there is always room for a context.
 * @throws BadInput if the stride leaves no room to advance
 */
export function spanWindows(
  tokenizer: TextTokenizer,
  { question, context }: { readonly question: string; readonly context: string },
  index: number,
  { maxLength, stride }: WindowSettings,
): SpanWindow[] {
  const places = maxLength - tokenizer.pairFrame;
  const asked = tokenizer.encodeAligned(question).ids;
  const kept = asked.slice(0, Math.floor(places / 2));
  const room = places - kept.length;
  if (room <= stride) {
    throw new BadInput(
      `Question ${index + 1} leaves ${Math.max(0, room)} of ${maxLength} tokens to its text, and windows ` +
        `overlap by ${stride}. Choose a longer maximum or a shorter stride.`,
    );
  }
  const { ids, offsets } = tokenizer.encodeAligned(context);
  const windows: SpanWindow[] = [];
  for (let from = 0; from === 0 || from + stride < ids.length; from += room - stride) {
    const part = ids.slice(from, from + room);
    const pair = tokenizer.joinPair(kept, part);
    windows.push({
      ...pair,
      cut: kept.length < asked.length,
      question: index,
      first: tokenizer.pairFrame - 1 + kept.length,
      offsets: offsets.slice(from, from + room),
    });
  }
  return windows;
}

/**
 * The target of a window: the tokens of an answer that is completely inside it; otherwise its first
 * token.
 */
export function answerTokens(
  { first, offsets }: SpanWindow,
  answer: TextSpan | undefined,
): TokenSpan {
  if (!answer) return NOWHERE;
  const [start, end] = answer;
  const from = offsets.findLastIndex((offset) => offset[0] <= start);
  const to = offsets.findIndex((offset) => offset[1] >= end);
  return from < 0 || to < from ? NOWHERE : [first + from, first + to];
}

const NOWHERE: TokenSpan = [0, 0];
