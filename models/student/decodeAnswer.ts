import type { TextSpan } from '../transformer/normalizeAligned.ts';
import type { SpanWindow } from './spanWindows.ts';

export interface DecodingSettings {
  /** Number of first tokens and of last tokens of each window that are combined. */
  readonly best: number;
  /** The maximum length of an answer in tokens. */
  readonly longestAnswer: number;
  /** Whether 'there is no answer' is allowed. */
  readonly unanswerable: boolean;
}

export interface Answer {
  /** The answer as it occurs in the context; empty if there is none. */
  readonly text: string;
  /** In the context, in UTF-16 units; undefined if there is no answer. */
  readonly span: TextSpan | null;
  /** Relative to the other candidates, from 0 to 1. */
  readonly probability: number;
}

/** A window, and its logits of first and of last tokens, one for each token of the batch. */
export interface ReadWindow {
  readonly window: SpanWindow;
  readonly starts: Float32Array;
  readonly ends: Float32Array;
}

interface Candidate {
  readonly span: TextSpan | null;
  readonly score: number;
}

/**
 * The most likely answer over all windows of a question. Start and end are chosen together, so that
 * an answer never ends before it starts, is never longer than allowed and is never outside the
 * context (Devlin et al. 2019, section 4.2). The score of 'no answer' is that of the first token in
 * the window where it is lowest (section 4.3); it wins if it is above the score of every answer.
 * @param windows all windows of one question
 */
export function decodeAnswer(
  context: string,
  windows: readonly ReadWindow[],
  settings: DecodingSettings,
): Answer {
  const answers = windows.flatMap((window) => candidates(window, settings));
  const none: Candidate = {
    span: null,
    score: Math.min(...windows.map(({ starts, ends }) => starts[0]! + ends[0]!)),
  };
  const all = settings.unanswerable || answers.length === 0 ? [...answers, none] : answers;
  const best = all.reduce((a, b) => (b.score > a.score ? b : a));
  const sum = all.reduce((total, { score }) => total + Math.exp(score - best.score), 0);
  const { span } = best;
  return { text: span ? context.slice(...span) : '', span, probability: 1 / sum };
}

function candidates(
  { window: { first, offsets }, starts, ends }: ReadWindow,
  { best, longestAnswer }: DecodingSettings,
): Candidate[] {
  const inContext = (logits: Float32Array) => logits.subarray(first, first + offsets.length);
  const [begins, finishes] = [inContext(starts), inContext(ends)];
  const to = highest(finishes, best);
  return highest(begins, best).flatMap((from) =>
    to
      .filter((end) => end >= from && end - from < longestAnswer)
      .map((end) => ({
        span: [offsets[from]![0], offsets[end]![1]] as const,
        score: begins[from]! + finishes[end]!,
      })),
  );
}

/** The indices of the highest values; ties go to the earliest. */
function highest(values: Float32Array, count: number): number[] {
  return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count);
}
