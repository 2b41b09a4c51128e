import { Mutex, Semaphore } from 'async-mutex';
import { type ContinuousBatch, continuousBatch, type HeldSequence } from './continuousBatch.ts';
import type { BoundSampler, LlamaBinding, Prediction } from './llamaBinding.ts';
import { type LlamaFile, openLlamaFile } from './llamaFile.ts';

/** A GGUF model and the sequences that it continues. */
export interface LlamaModel extends Omit<LlamaFile, 'openContext' | 'readGrammar'> {
  /** Maximum number of tokens of prompt and output together, in each sequence. */
  readonly contextSize: number;
  /** Calls at once; further ones wait. Those that run at the same time are evaluated as one batch. */
  readonly sequences: number;
  /**
   * Continues `shared` + `own` until the model ends its text or `wants` returns false.
   *
   * The state of `shared` is kept between calls and everything after it is discarded, so with one
   * sequence and one thread the output depends only on the arguments, not on earlier calls.
   * @param wants is called with each token, and says whether another one is wanted
   */
  generate(request: LlamaRequest, wants: Wants): Promise<void>;
  /**
   * log P(continuation | shared, own), summed over its tokens, for each continuation. The prompt is
   * evaluated once, and each continuation behind it.
   * @param continuations of one token at least
   */
  logProbabilities(
    shared: readonly number[],
    own: readonly number[],
    continuations: readonly (readonly number[])[],
  ): Promise<number[]>;
  /** @param maxTokens the maximum number of tokens that the prompts are continued with */
  openSideBySide(prompts: readonly (readonly number[])[], maxTokens: number): Promise<SideBySide>;
}

/**
 * Prompts that are continued with the same tokens, so that their predictions of the next token can
 * be compared.
 */
export interface SideBySide {
  /**
   * Each prompt's probability of every next token.
   * @param token the one that all prompts are continued with; undefined at first
   */
  next(token?: number): Promise<readonly ReadonlyMap<number, number>[]>;
  close(): Promise<void>;
}

/** @param log log P of the token before sampling, if the request asked for it */
type Wants = (token: number, log?: number) => boolean;

export interface LlamaRequest {
  readonly shared: readonly number[];
  readonly own: readonly number[];
  readonly temperature: number;
  readonly topP: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** GBNF that the text keeps to. */
  readonly grammar?: string | undefined;
  readonly logProbabilities?: boolean | undefined;
}

export interface LlamaSettings {
  /** Tokens of each sequence. */
  readonly contextSize: number;
  /** Texts that are continued at the same time, one token each in a batch. */
  readonly sequences: number;
  /** Threads of one evaluation. */
  readonly threads: number;
  /** Layers that a GPU computes; 0 keeps everything on the CPU. */
  readonly gpuLayers: number | 'auto';
}

/** Loads a model. Never builds llama.cpp, never shifts a full context. */
export async function loadLlamaModel(
  file: string,
  { contextSize, sequences, threads, gpuLayers }: LlamaSettings,
): Promise<LlamaModel> {
  const { openContext, readGrammar, ...model } = await openLlamaFile(file, { threads, gpuLayers });
  // contexts of one process share its threads, and on Vulkan two that evaluate at once end it
  const steps = { readers: threads, turns: new Mutex() };
  // where there are several, one more holds what they share
  const count = sequences === 1 ? 1 : sequences + 1;
  const context = await openContext(contextSize, count);
  const batch = continuousBatch(context.bound, { batchSize: context.batchSize, ...steps });
  const each = emptySequences(count);
  const lending = lendSequences(each.slice(0, sequences));
  const hold = sequences === 1 ? holdAlone(batch) : holdAmong(batch, each.at(-1)!);

  return {
    ...model,
    contextSize: context.contextSize,
    sequences,
    async generate({ shared, own, temperature, topP, seed, grammar, logProbabilities }, wants) {
      if (own.length === 0) return;
      const read = grammar === undefined ? undefined : await readGrammar(grammar);
      const { sequence, giveBack } = await lending(shared);
      // nucleus sampling alone, as in the papers
      const sampler = context.createSampler({ temperature, topP, seed }, read);
      const greedy = logProbabilities ? context.createSampler({ temperature: 0 }) : undefined;
      try {
        await hold(sequence, shared);
        await batch.evaluate({
          sequence,
          tokens: own,
          readFrom: own.length - 1,
          async read(at) {
            const token = await context.bound.sampleToken(at, sampler);
            if (model.isEnd(token)) return undefined;
            const logs = greedy && (await logsOf(context, at, greedy, [token]));
            return wants(token, logs?.get(token)) ? token : undefined;
          },
        });
      } finally {
        sampler.dispose();
        greedy?.dispose();
        giveBack();
      }
    },
    async logProbabilities(shared, own, continuations) {
      const { sequence, giveBack } = await lending(shared);
      try {
        await hold(sequence, shared);
        return await logsOfContinuations(context, batch, sequence, own, continuations);
      } finally {
        giveBack();
      }
    },
    async openSideBySide(prompts, maxTokens) {
      const longest = Math.max(...prompts.map(({ length }) => length));
      const side = await openContext(longest + maxTokens, prompts.length);
      const sideBatch = continuousBatch(side.bound, { batchSize: side.batchSize, ...steps });
      const own = emptySequences(prompts.length);
      const greedy = side.createSampler({ temperature: 0 });
      return {
        async next(token) {
          const found: ReadonlyMap<number, number>[] = [];
          // sequentially, because in a batch the results would depend on the other prompts
          for (const [i, prompt] of prompts.entries()) {
            const tokens = token === undefined ? prompt : [token];
            found.push(await nextProbabilities(side, sideBatch, own[i]!, greedy, tokens));
          }
          return found;
        },
        close() {
          greedy.dispose();
          return side.close();
        },
      };
    },
  };
}

/** A sequence, and what it keeps for later calls. */
interface KeepingSequence extends HeldSequence {
  /** How many of its first tokens were evaluated by themselves, as what prompts share. */
  kept: number;
}

const emptySequences = (count: number) =>
  Array.from({ length: count }, (_, id): KeepingSequence => ({ id, tokens: [], kept: 0 }));

/** Lends each sequence to one call at a time, if possible one that holds the call's `shared`. */
function lendSequences(free: KeepingSequence[]) {
  const turns = new Semaphore(free.length);
  return async (shared: readonly number[]) => {
    const [, release] = await turns.acquire();
    const at = Math.max(
      0,
      free.findIndex((sequence) => shared.length > 0 && holds(sequence, shared)),
    );
    const [sequence] = free.splice(at, 1);
    const giveBack = () => {
      // behind the others, so that the one that was used longest ago loses its state first
      free.push(sequence!);
      release();
    };
    return { sequence: sequence!, giveBack };
  };
}

/**
 * Whether a sequence keeps exactly these tokens. The start of a longer evaluation has other last bits, so that
 * a text would depend on the calls before it.
 */
function holds(sequence: KeepingSequence, tokens: readonly number[]): boolean {
  return (
    sequence.kept === tokens.length && tokens.every((token, i) => sequence.tokens[i] === token)
  );
}

/** Leaves a sequence with the state of some tokens alone. */
type Hold = (sequence: KeepingSequence, tokens: readonly number[]) => Promise<void>;

function holdAlone(batch: ContinuousBatch): Hold {
  return async (sequence, tokens) => {
    await batch.shorten(sequence, holds(sequence, tokens) ? tokens.length : 0);
    if (sequence.tokens.length < tokens.length) await batch.evaluate({ sequence, tokens });
    sequence.kept = tokens.length;
  };
}

/** Fewer tokens are evaluated faster than their state is copied. */
const WORTH_COPYING = 64;

/** Sequences of one context: one more holds what they share, which is evaluated once and copied to each. */
function holdAmong(batch: ContinuousBatch, holder: KeepingSequence): Hold {
  const turns = new Semaphore(1);
  const hold = holdAlone(batch);
  return async (sequence, tokens) => {
    if (tokens.length < WORTH_COPYING || holds(sequence, tokens)) return hold(sequence, tokens);
    await turns.runExclusive(async () => {
      await hold(holder, tokens);
      await batch.shorten(sequence, 0);
      await batch.copy(holder, sequence);
      sequence.kept = holder.kept;
    });
  };
}

async function logsOfContinuations(
  binding: LlamaBinding,
  batch: ContinuousBatch,
  sequence: KeepingSequence,
  own: readonly number[],
  continuations: readonly (readonly number[])[],
): Promise<number[]> {
  const prompt = [...sequence.tokens, ...own];
  const greedy = binding.createSampler({ temperature: 0 });
  try {
    const firsts = continuations.map(([token]) => token!);
    let first = new Map<number, number>();
    await batch.evaluate({
      sequence,
      tokens: own,
      readFrom: own.length - 1,
      async read(at) {
        first = await logsOf(binding, at, greedy, firsts);
        return undefined;
      },
    });
    const logs: number[] = [];
    for (const tokens of continuations) {
      let log = first.get(tokens[0]!)!;
      // the last token predicts nothing that is asked for
      if (tokens.length > 1) {
        // behind the prompt alone, not behind the continuation before
        await batch.shorten(sequence, prompt.length);
        if (sequence.tokens.length < prompt.length) {
          sequence.kept = 0;
          await batch.evaluate({ sequence, tokens: prompt });
        }
        await batch.evaluate({
          sequence,
          tokens: tokens.slice(0, -1),
          readFrom: 0,
          async read(at, i) {
            const next = tokens[i + 1]!;
            log += (await logsOf(binding, at, greedy, [next])).get(next)!;
            return undefined;
          },
        });
      }
      logs.push(log);
    }
    return logs;
  } finally {
    greedy.dispose();
  }
}

/** log P of some tokens as the next one. */
async function logsOf(
  binding: LlamaBinding,
  at: Prediction,
  greedy: BoundSampler,
  tokens: readonly number[],
): Promise<Map<number, number>> {
  const asked = [tokens, false, false, true, 0] as const;
  const answer = await binding.bound.sampleToken(at, greedy, false, false, asked, true);
  const [likeliest, , , pairs, total] = answer;
  const logits = pairsToMap(pairs!);
  // the total is of exp(logit - the highest logit)
  const logOfAll = logits.get(likeliest)! + Math.log(total!);
  return new Map(tokens.map((token) => [token, logits.get(token)! - logOfAll]));
}

/** Evaluates tokens, and returns the probability of every token as the next one. */
async function nextProbabilities(
  binding: LlamaBinding,
  batch: ContinuousBatch,
  sequence: HeldSequence,
  greedy: BoundSampler,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  let found = new Map<number, number>();
  await batch.evaluate({
    sequence,
    tokens,
    readFrom: tokens.length - 1,
    async read(at) {
      const [, pairs] = await binding.bound.sampleToken(at, greedy, true, false, false, false);
      found = pairsToMap(pairs!);
      return undefined;
    },
  });
  return found;
}

function pairsToMap(pairs: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (let i = 0; i < pairs.length; i += 2) found.set(pairs[i]!, pairs[i + 1]!);
  return found;
}
