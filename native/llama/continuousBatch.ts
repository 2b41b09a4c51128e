import type { Mutex } from 'async-mutex';
import pMap from 'p-map';
import type { BoundContext, Prediction } from './llamaBinding.ts';

/** A sequence of a context. */
export interface HeldSequence {
  readonly id: number;
  /** Those whose state it holds. */
  readonly tokens: number[];
}

/** Tokens to evaluate behind those that a sequence holds. */
export interface Evaluation {
  readonly sequence: HeldSequence;
  /** One at least. */
  readonly tokens: readonly number[];
  /** The index of the first token behind which a prediction is read; by default none is. */
  readonly readFrom?: number;
  /** The token that it returns behind the last one is evaluated next; undefined ends the evaluation. */
  readonly read?: (at: Prediction, index: number) => Promise<number | undefined>;
}

/** A context whose evaluations share its steps. */
export interface ContinuousBatch {
  evaluate(evaluation: Evaluation): Promise<void>;
  /** Leaves a sequence with its first tokens; with none, if its model cannot shorten its state. */
  shorten(sequence: HeldSequence, length: number): Promise<void>;
  /** Gives an empty sequence the state of another. */
  copy(from: HeldSequence, to: HeldSequence): Promise<void>;
}

interface BatchSettings {
  /** The maximum number of tokens of a step. */
  readonly batchSize: number;
  /** Predictions that are read at the same time. */
  readonly readers: number;
  /** Steps that share it take turns. */
  readonly turns: Mutex;
}

interface Running extends Evaluation {
  left: readonly number[];
  /** How many of its tokens were evaluated. */
  done: number;
  end(error?: unknown): void;
}

/**
 * Continuous batching (Yu et al. 2022, Orca): a step evaluates the next token of every text that is being
 * written and, in the room that is left, prompts that have come. A step begins when all texts have their next
 * token, so none misses it.
 */
export function continuousBatch(
  context: BoundContext,
  { batchSize, readers, turns }: BatchSettings,
): ContinuousBatch {
  const running = new Set<Running>();
  let stepping = false;

  async function stepWhileRunning(): Promise<void> {
    if (stepping) return;
    stepping = true;
    // each step waits behind the changes of sequences that came before it
    while (running.size > 0) await turns.runExclusive(step);
    stepping = false;
  }

  async function step(): Promise<void> {
    const chunks = nextChunks([...running], batchSize);
    try {
      const reads = addToBatch(context, chunks);
      await context.decodeBatch();
      for (const { text, tokens } of chunks) {
        text.sequence.tokens.push(...tokens);
        text.left = text.left.slice(tokens.length);
        text.done += tokens.length;
      }
      await pMap(reads, readOrEnd, { concurrency: readers });
    } catch (error) {
      for (const { text } of chunks) end(text, error);
    }
    for (const { text } of chunks) if (text.left.length === 0) end(text);
  }

  async function readOrEnd(read: Read): Promise<void> {
    await readPrediction(read).catch((error: unknown) => end(read.text, error));
  }

  function end(text: Running, error?: unknown): void {
    if (running.delete(text)) text.end(error);
  }

  return {
    evaluate: (evaluation) =>
      new Promise((resolve, reject) => {
        const end = (error?: unknown) => (error === undefined ? resolve() : reject(error));
        running.add({ ...evaluation, left: evaluation.tokens, done: 0, end });
        void stepWhileRunning();
      }),
    shorten: (sequence, length) =>
      turns.runExclusive(() => {
        if (length > 0 && cutState(context, sequence, length)) sequence.tokens.length = length;
        else clear(context, sequence);
      }),
    copy: (from, to) =>
      turns.runExclusive(async () => {
        const last = await context.copySequenceStateFromOtherSequence(to.id, from.id);
        if (last !== from.tokens.length - 1) {
          throw new Error('llama.cpp did not copy the state of a sequence');
        }
        to.tokens.push(...from.tokens);
      }),
  };
}

/** What a step evaluates of a text. */
interface Chunk {
  readonly text: Running;
  readonly tokens: readonly number[];
}

/**
 * A token of each text first, so that a long prompt does not hold the others up. The chunks are in the order of
 * their sequences: llama.cpp evaluates those together whose numbers follow each other.
 */
function nextChunks(texts: readonly Running[], batchSize: number): readonly Chunk[] {
  let room = batchSize;
  return texts
    .toSorted((a, b) => a.left.length - b.left.length)
    .map((text) => {
      const tokens = text.left.slice(0, room);
      room -= tokens.length;
      return { text, tokens };
    })
    .filter(({ tokens }) => tokens.length > 0)
    .toSorted((a, b) => a.text.sequence.id - b.text.sequence.id);
}

interface Read {
  readonly text: Running;
  readonly at: Prediction;
  /** The token's index in its evaluation. */
  readonly index: number;
}

function addToBatch(context: BoundContext, chunks: readonly Chunk[]): readonly Read[] {
  context.initBatch(chunks.reduce((sum, { tokens }) => sum + tokens.length, 0));
  return chunks.flatMap(({ text, tokens }) => {
    const from = Math.max(0, (text.readFrom ?? Infinity) - text.done);
    const read = tokens.map((_, i) => i).filter((i) => i >= from);
    const { id, tokens: held } = text.sequence;
    const at = context.addToBatch(
      id,
      held.length,
      Uint32Array.from(tokens),
      Uint32Array.from(read),
    );
    return read.map((i, n) => ({ text, at: at[n]!, index: text.done + i }));
  });
}

async function readPrediction({ text, at, index }: Read): Promise<void> {
  const next = await text.read?.(at, index);
  const isLast = text.left.length === 0 && index === text.done - 1;
  if (isLast && next !== undefined) text.left = [next];
}

/** @returns false if the state does not hold every token alone: a window, or a recurrent state */
function cutState(context: BoundContext, { id }: HeldSequence, length: number): boolean {
  if (context.getSequenceKvCacheMinPosition(id) > 0) return false;
  return context.removeTokenCellsFromSequence(id, length, -1);
}

function clear(context: BoundContext, sequence: HeldSequence): void {
  context.disposeSequence(sequence.id);
  sequence.tokens.length = 0;
}
