import { Semaphore } from 'async-mutex';
import { getLlama, InsufficientMemoryError, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { type ContinuousBatch, continuousBatch, type HeldSequence } from './continuousBatch.ts';
import {
  type BoundSampler,
  bindingOf,
  type LlamaBinding,
  type Prediction,
} from './llamaBinding.ts';

/** A GGUF model and the sequences that it continues. */
export interface LlamaModel {
  /** Maximum number of tokens of prompt and output together, in each sequence. */
  readonly contextSize: number;
  /** Calls at once; further ones wait. Those that run at the same time are evaluated as one batch. */
  readonly sequences: number;
  readonly metadata: LlamaMetadata;
  /** Text from users and corpora is tokenized with `special` off: `</s>` in it stays text. */
  tokenize(text: string, special: boolean): number[];
  detokenize(tokens: readonly number[]): string;
  /** What a token of the layout of chats stands for; undefined for a token of a text. */
  markOf(token: number): LlamaMark | undefined;
  /**
   * Continues `shared` + `own` until the model ends its text or `wants` returns false.
   *
   * The state of `shared` is kept between calls and everything after it is discarded, so with one
   * sequence and one thread the output depends only on the arguments, not on earlier calls.
   * @param wants is called with each token, and says whether another one is wanted
   */
  generate(request: LlamaRequest, wants: (token: number) => boolean): Promise<void>;
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
  /** Whether the model ends its text with this token. */
  isEnd(token: number): boolean;
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

/** A control token. */
export interface LlamaMark {
  readonly id: number;
  readonly text: string;
  /** Whether white space before or behind it is not read: Phi-3's are followed by a line break. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

export interface LlamaMetadata {
  readonly bos: { readonly id: number; readonly text: string } | undefined;
  readonly eosText: string;
  /** Whether the model expects its first token before a prompt. */
  readonly prependBos: boolean;
}

export interface LlamaRequest {
  readonly shared: readonly number[];
  readonly own: readonly number[];
  readonly temperature: number;
  readonly topP: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
}

/** A GPU that llama.cpp can use here. */
export interface LlamaGpu {
  /** 'cuda', 'vulkan' or 'metal' */
  readonly interface: string;
  readonly names: readonly string[];
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** Whether llama.cpp found too little memory: beforehand by estimate, or when it asked for it. */
export function isMemoryFault(error: unknown): error is Error {
  if (error instanceof InsufficientMemoryError) return true;
  return error instanceof Error && error.message === 'Failed to create context';
}

/** Null if there is none, or if its libraries are not installed. */
export async function findLlamaGpu(): Promise<LlamaGpu | null> {
  const llama = await getLlama({ gpu: 'auto', build: 'never', logLevel: LlamaLogLevel.disabled });
  if (llama.gpu === false) return null;
  const { total, free } = await llama.getVramState();
  const names = await llama.getGpuDeviceNames();
  return { interface: llama.gpu, names, totalBytes: total, freeBytes: free };
}

/**
 * The binary that computes on the CPU. On Apple silicon only Metal's binary exists, which uses the
 * CPU if no layer is assigned to the GPU.
 */
const CPU_BINARY = process.platform === 'darwin' && process.arch === 'arm64' ? 'metal' : false;

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
  const llama = await getLlama({
    gpu: gpuLayers === 0 ? CPU_BINARY : 'auto',
    build: 'never',
    logLevel: LlamaLogLevel.error,
    maxThreads: threads,
  });
  const model = await llama.loadModel({ modelPath: file, gpuLayers });
  const openContext = async (size: number, count: number) => {
    const context = await model.createContext({
      contextSize: size,
      sequences: count,
      batchSize: 512,
      threads,
    });
    const binding = bindingOf(context);
    const { batchSize } = context;
    const batch = continuousBatch(binding.context, { batchSize, readers: threads });
    const each = Array.from({ length: count }, (_, id): HeldSequence => ({ id, tokens: [] }));
    return { context, binding, batch, each };
  };
  // where there are several, one more holds what they share
  const { context, binding, batch, each } = await openContext(
    contextSize,
    sequences === 1 ? 1 : sequences + 1,
  );
  const lending = lendSequences(each.slice(0, sequences));
  const hold = sequences === 1 ? holdAlone(batch) : holdAmong(batch, each.at(-1)!);
  const isEnd = (token: number) => model.isEogToken(token as Token);

  return {
    contextSize: context.contextSize,
    sequences,
    metadata: {
      bos:
        model.tokens.bos === null
          ? undefined
          : { id: model.tokens.bos, text: model.tokens.bosString ?? '' },
      eosText: model.tokens.eosString ?? '',
      prependBos: model.tokens.shouldPrependBosToken,
    },
    tokenize: (text, special) => model.tokenize(text, special),
    detokenize: (tokens) => model.detokenize(tokens as Token[]),
    markOf(token) {
      const { control, unknown, lstrip, rstrip } = model.getTokenAttributes(token as Token);
      if (!control && !unknown) return undefined;
      return { id: token, text: model.detokenize([token as Token], true), lstrip, rstrip };
    },
    async generate({ shared, own, temperature, topP, seed }, wants) {
      if (own.length === 0) return;
      const { sequence, giveBack } = await lending(shared);
      // nucleus sampling alone, as in the papers
      const sampler = binding.createSampler({ temperature, topP, seed });
      try {
        await hold(sequence, shared);
        await batch.evaluate({
          sequence,
          tokens: own,
          readFrom: own.length - 1,
          async read(at) {
            const token = await binding.context.sampleToken(at, sampler);
            return isEnd(token) || !wants(token) ? undefined : token;
          },
        });
      } finally {
        sampler.dispose();
        giveBack();
      }
    },
    async logProbabilities(shared, own, continuations) {
      const { sequence, giveBack } = await lending(shared);
      try {
        await hold(sequence, shared);
        return await logsOfContinuations(binding, batch, sequence, own, continuations);
      } finally {
        giveBack();
      }
    },
    async openSideBySide(prompts, maxTokens) {
      const longest = Math.max(...prompts.map(({ length }) => length));
      const side = await openContext(longest + maxTokens, prompts.length);
      return {
        async next(token) {
          const found: ReadonlyMap<number, number>[] = [];
          // sequentially, because in a batch the results would depend on the other prompts
          for (const [i, prompt] of prompts.entries()) {
            const tokens = token === undefined ? prompt : [token];
            found.push(await nextProbabilities(side.binding, side.batch, side.each[i]!, tokens));
          }
          return found;
        },
        close: () => side.context.dispose(),
      };
    },
    isEnd,
  };
}

/** Lends each sequence to one call at a time, if possible one that holds the call's `shared`. */
function lendSequences(free: HeldSequence[]) {
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

function holds(sequence: HeldSequence, tokens: readonly number[]): boolean {
  return tokens.every((token, i) => sequence.tokens[i] === token);
}

/** Leaves a sequence with the state of some tokens alone. */
type Hold = (sequence: HeldSequence, tokens: readonly number[]) => Promise<void>;

function holdAlone(batch: ContinuousBatch): Hold {
  return async (sequence, tokens) => {
    await batch.shorten(sequence, holds(sequence, tokens) ? tokens.length : 0);
    if (sequence.tokens.length < tokens.length) await batch.evaluate({ sequence, tokens });
  };
}

/** Fewer tokens are evaluated faster than their state is copied. */
const WORTH_COPYING = 64;

/** Sequences of one context: one more holds what they share, which is evaluated once and copied to each. */
function holdAmong(batch: ContinuousBatch, holder: HeldSequence): Hold {
  const turns = new Semaphore(1);
  const hold = holdAlone(batch);
  return async (sequence, tokens) => {
    if (tokens.length < WORTH_COPYING || holds(sequence, tokens)) return hold(sequence, tokens);
    await turns.runExclusive(async () => {
      await hold(holder, tokens);
      await batch.shorten(sequence, 0);
      await batch.copy(holder, sequence);
    });
  };
}

async function logsOfContinuations(
  binding: LlamaBinding,
  batch: ContinuousBatch,
  sequence: HeldSequence,
  own: readonly number[],
  continuations: readonly (readonly number[])[],
): Promise<number[]> {
  const prompt = [...sequence.tokens, ...own];
  const hold = holdAlone(batch);
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
        await hold(sequence, prompt);
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
  { context }: LlamaBinding,
  at: Prediction,
  greedy: BoundSampler,
  tokens: readonly number[],
): Promise<Map<number, number>> {
  const asked = [tokens, false, false, true, 0] as const;
  const [likeliest, , , pairs, total] = await context.sampleToken(
    ...([at, greedy, false, false, asked, true] as const),
  );
  const logits = pairsToMap(pairs!);
  // the total is of exp(logit - the highest logit)
  const logOfAll = logits.get(likeliest)! + Math.log(total!);
  return new Map(tokens.map((token) => [token, logits.get(token)! - logOfAll]));
}

/** Evaluates tokens, and returns the probability of every token as the next one. */
async function nextProbabilities(
  { context, createSampler }: LlamaBinding,
  batch: ContinuousBatch,
  sequence: HeldSequence,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const greedy = createSampler({ temperature: 0 });
  let found = new Map<number, number>();
  try {
    await batch.evaluate({
      sequence,
      tokens,
      readFrom: tokens.length - 1,
      async read(at) {
        const [, pairs] = await context.sampleToken(at, greedy, true, false, false, false);
        found = pairsToMap(pairs!);
        return undefined;
      },
    });
  } finally {
    greedy.dispose();
  }
  return found;
}

function pairsToMap(pairs: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (let i = 0; i < pairs.length; i += 2) found.set(pairs[i]!, pairs[i + 1]!);
  return found;
}
