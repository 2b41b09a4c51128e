import { getLlama, type LlamaContextSequence, LlamaLogLevel, type Token } from 'node-llama-cpp';

/** A GGUF model with one sequence. */
export interface LlamaModel {
  /** Maximum number of tokens of prompt and output together. */
  readonly contextSize: number;
  readonly metadata: LlamaMetadata;
  /** Text from users and corpora is tokenized with `special` off: `</s>` in it stays text. */
  tokenize(text: string, special: boolean): number[];
  detokenize(tokens: readonly number[]): string;
  /**
   * Continues `shared` + `own`.
   *
   * The state of `shared` is kept between calls and everything after it is discarded, so the output
   * depends only on the arguments, not on earlier calls.
   */
  generate(request: LlamaRequest): AsyncGenerator<number>;
  /** log P(token | shared, own) for each candidate. */
  logProbabilities(
    shared: readonly number[],
    own: readonly number[],
    candidates: readonly number[],
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

export interface LlamaMetadata {
  readonly chatTemplate: string | undefined;
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

/**
 * Loads a model for one sequence. Never builds llama.cpp, never shifts a full context.
 * @param threads threads of one evaluation; with 1 the results do not depend on the machine's load
 * @param gpuLayers layers that a GPU computes; 0 keeps everything on the CPU
 */
export async function loadLlamaModel(
  file: string,
  {
    contextSize,
    threads,
    gpuLayers,
  }: { contextSize: number; threads: number; gpuLayers: number | 'auto' },
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
    sequences: 1,
    batchSize: 512,
    threads,
  });
  const sequence = context.getSequence();
  const { metadata } = model.fileInfo;

  const rewindTo = async (shared: readonly Token[]) => {
    const known = sequence.compareContextTokens([...shared]).firstDifferentIndex;
    if (shared.length > 0 && known === shared.length) {
      const range = { start: shared.length, end: sequence.nextTokenIndex };
      await sequence.eraseContextTokenRanges([range]);
      return;
    }
    await sequence.clearHistory();
    if (shared.length > 0) await sequence.evaluateWithoutGeneratingNewTokens([...shared]);
  };

  return {
    contextSize: context.contextSize,
    metadata: {
      chatTemplate: metadata.tokenizer.chat_template,
      bos:
        model.tokens.bos === null
          ? undefined
          : { id: model.tokens.bos, text: model.tokens.bosString ?? '' },
      eosText: model.tokens.eosString ?? '',
      prependBos: model.tokens.shouldPrependBosToken,
    },
    tokenize: (text, special) => model.tokenize(text, special),
    detokenize: (tokens) => model.detokenize(tokens as Token[]),
    async *generate({ shared, own, temperature, topP, seed }) {
      await rewindTo(shared as Token[]);
      // topK 0 and no penalty: nucleus sampling alone, as in the papers
      const options = { temperature, topP, topK: 0, minP: 0, seed };
      yield* sequence.evaluate([...own] as Token[], options);
    },
    async logProbabilities(shared, own, candidates) {
      await rewindTo(shared as Token[]);
      const probabilities = await nextProbabilities(sequence, own);
      return candidates.map((token) => Math.log(probabilities.get(token) ?? 0));
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
            found.push(await nextProbabilities(sequences[index]!, input));
          }
          return found;
        },
        close: () => side.dispose(),
      };
    },
    isEnd: (token) => model.isEogToken(token as Token),
  };
}

/** The probability of every possible next token, after the sequence so far and `input`. */
async function nextProbabilities(
  sequence: LlamaContextSequence,
  input: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const last = input.length - 1;
  const asked = (input as Token[]).map((token, index) =>
    index === last
      ? ([token, { generateNext: { probabilities: true, options: { temperature: 0 } } }] as [
          Token,
          object,
        ])
      : token,
  );
  const results = await sequence.controlledEvaluate(asked);
  return results[last]?.next.probabilities ?? new Map();
}
