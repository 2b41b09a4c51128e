import { Semaphore } from 'async-mutex';
import {
  type ControlledEvaluateInputItem,
  getLlama,
  InsufficientMemoryError,
  type LlamaContextSequence,
  LlamaLogLevel,
  type Token,
} from 'node-llama-cpp';

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
   * Continues `shared` + `own`.
   *
   * The state of `shared` is kept between calls and everything after it is discarded, so with one
   * sequence and one thread the output depends only on the arguments, not on earlier calls.
   */
  generate(request: LlamaRequest): AsyncGenerator<number>;
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
  const context = await model.createContext({
    contextSize,
    // one more holds what several of them share
    sequences: sequences === 1 ? 1 : sequences + 1,
    batchSize: 512,
    threads,
  });
  const each = Array.from({ length: sequences }, () => context.getSequence());
  const lending = lendSequences(each);
  const rewindTo = sequences === 1 ? rewindAlone : rewindAmong(context.getSequence());

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
    async *generate({ shared, own, temperature, topP, seed }) {
      const { sequence, giveBack } = await lending(shared as Token[]);
      try {
        await rewindTo(sequence, shared as Token[]);
        // topK 0 and no penalty: nucleus sampling alone, as in the papers
        const options = { temperature, topP, topK: 0, minP: 0, seed };
        yield* sequence.evaluate([...own] as Token[], options);
      } finally {
        giveBack();
      }
    },
    async logProbabilities(shared, own, continuations) {
      const { sequence, giveBack } = await lending(shared as Token[]);
      try {
        await rewindTo(sequence, shared as Token[]);
        return await logsOfContinuations(sequence, own, continuations);
      } finally {
        giveBack();
      }
    },
    async openSideBySide(prompts, maxTokens) {
      const side = await model.createContext({
        contextSize: Math.max(...prompts.map(({ length }) => length)) + maxTokens,
        sequences: prompts.length,
        batchSize: 512,
        threads,
      });
      const sequences = prompts.map(() => side.getSequence());
      return {
        async next(token) {
          const found: ReadonlyMap<number, number>[] = [];
          // sequentially, because in a batch the results would depend on the other prompts
          for (const [index, own] of prompts.entries()) {
            const input = token === undefined ? own : [token];
            const [next] = await nextProbabilities(sequences[index]!, input, input.length - 1);
            found.push(next!);
          }
          return found;
        },
        close: () => side.dispose(),
      };
    },
    isEnd: (token) => model.isEogToken(token as Token),
  };
}

/** Lends each sequence to one call at a time, if possible one that holds the call's `shared`. */
function lendSequences(free: LlamaContextSequence[]) {
  const turns = new Semaphore(free.length);
  return async (shared: readonly Token[]) => {
    const [, release] = await turns.acquire();
    const at = Math.max(
      0,
      free.findIndex((sequence) => holds(sequence, shared)),
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

function holds(sequence: LlamaContextSequence, shared: readonly Token[]): boolean {
  const { firstDifferentIndex } = sequence.compareContextTokens([...shared]);
  return shared.length > 0 && firstDifferentIndex === shared.length;
}

/** Leaves a sequence with the state of some tokens alone. */
type Rewind = (sequence: LlamaContextSequence, shared: readonly Token[]) => Promise<void>;

const rewindAlone: Rewind = async (sequence, shared) => {
  if (holds(sequence, shared)) {
    const range = { start: shared.length, end: sequence.nextTokenIndex };
    await sequence.eraseContextTokenRanges([range]);
    return;
  }
  await sequence.clearHistory();
  if (shared.length > 0) await sequence.evaluateWithoutGeneratingNewTokens([...shared]);
};

/** Fewer tokens are evaluated faster than their state is copied. */
const WORTH_COPYING = 64;

/** What the binding does for its own decisions, and does not declare. */
interface Copying {
  /** False if the state that was copied is another one than `upTo` tokens. */
  _copyStateFromOtherSequence(from: LlamaContextSequence, upTo: number): Promise<boolean>;
}

/** Sequences of one context: one more holds what they share, which is evaluated once and copied to each. */
function rewindAmong(holder: LlamaContextSequence): Rewind {
  const turns = new Semaphore(1);
  return async (sequence, shared) => {
    if (shared.length < WORTH_COPYING || holds(sequence, shared)) {
      return rewindAlone(sequence, shared);
    }
    const copied = await turns.runExclusive(async () => {
      await rewindAlone(holder, shared);
      await sequence.clearHistory();
      return (sequence as unknown as Copying)._copyStateFromOtherSequence(holder, shared.length);
    });
    if (!copied) throw new Error('llama.cpp did not copy the state of a sequence');
  };
}

async function logsOfContinuations(
  sequence: LlamaContextSequence,
  own: readonly number[],
  continuations: readonly (readonly number[])[],
): Promise<number[]> {
  const [first] = await nextProbabilities(sequence, own, own.length - 1);
  const start = sequence.nextTokenIndex;
  const logs: number[] = [];
  for (const tokens of continuations) {
    // the last token predicts nothing that is asked for
    const later = await nextProbabilities(sequence, tokens.slice(0, -1), 0);
    await sequence.eraseContextTokenRanges([{ start, end: sequence.nextTokenIndex }]);
    const each = tokens.map((token, at) => [first!, ...later][at]!.get(token) ?? 0);
    logs.push(each.reduce((sum, probability) => sum + Math.log(probability), 0));
  }
  return logs;
}

/**
 * The probability of every possible next token, after the sequence so far and each token of `input`
 * from the position `from` on.
 */
async function nextProbabilities(
  sequence: LlamaContextSequence,
  input: readonly number[],
  from: number,
): Promise<ReadonlyMap<number, number>[]> {
  const generateNext = { probabilities: true, options: { temperature: 0 } };
  const asked = (input as Token[]).map(
    (token, index): ControlledEvaluateInputItem =>
      index < from ? token : [token, { generateNext }],
  );
  const results = await sequence.controlledEvaluate(asked);
  return input.slice(from).map((_, i) => results[from + i]?.next.probabilities ?? new Map());
}
