import { getLlama, InsufficientMemoryError, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { bindingOf, type LlamaBinding } from './llamaBinding.ts';

/** A GGUF file that llama.cpp has loaded. */
export interface LlamaFile {
  readonly metadata: LlamaMetadata;
  /** Text from users and corpora is tokenized with `special` off: `</s>` in it stays text. */
  tokenize(text: string, special: boolean): number[];
  detokenize(tokens: readonly number[]): string;
  /** What a token of the layout of chats stands for; undefined for a token of a text. */
  markOf(token: number): LlamaMark | undefined;
  /** Whether the model ends its text with this token. */
  isEnd(token: number): boolean;
  /**
   * Reads a grammar in GBNF, for samplers.
   * @throws Error if llama.cpp cannot parse it
   */
  readGrammar(gbnf: string): Promise<object>;
  /**
   * @param contextSize tokens of each sequence
   * @param batchSize the maximum number of tokens of a step, by default 512
   */
  openContext(
    contextSize: number,
    sequences: number,
    batchSize?: number,
  ): Promise<LlamaFileContext>;
  /** @param contextSize the most tokens of a text, with its begin token */
  openReader(contextSize: number): Promise<LlamaReader>;
}

/** Reads texts for what the model makes of them, and writes none. */
export interface LlamaReader {
  /**
   * The last layer's state behind its norm at the last token, which is what the model predicts the next token
   * from. The begin token is set before the text where the model expects one.
   */
  lastState(tokens: readonly number[]): Promise<Float32Array>;
}

export interface LlamaFileContext extends LlamaBinding {
  readonly contextSize: number;
  readonly batchSize: number;
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

/** Loads a file. Never builds llama.cpp. */
export async function openLlamaFile(
  file: string,
  { threads, gpuLayers }: { readonly threads: number; readonly gpuLayers: number | 'auto' },
): Promise<LlamaFile> {
  const llama = await getLlama({
    gpu: gpuLayers === 0 ? CPU_BINARY : 'auto',
    build: 'never',
    logLevel: LlamaLogLevel.error,
    maxThreads: threads,
  });
  const model = await llama.loadModel({ modelPath: file, gpuLayers });
  const { bos, bosString, eosString, shouldPrependBosToken } = model.tokens;
  return {
    metadata: {
      bos: bos === null ? undefined : { id: bos, text: bosString ?? '' },
      eosText: eosString ?? '',
      prependBos: shouldPrependBosToken,
    },
    tokenize: (text, special) => model.tokenize(text, special),
    detokenize: (tokens) => model.detokenize(tokens as Token[]),
    markOf(token) {
      const { control, unknown, lstrip, rstrip } = model.getTokenAttributes(token as Token);
      if (!control && !unknown) return undefined;
      return { id: token, text: model.detokenize([token as Token], true), lstrip, rstrip };
    },
    isEnd: (token) => model.isEogToken(token as Token),
    readGrammar: (grammar) => llama.createGrammar({ grammar }),
    async openContext(contextSize, sequences, batchSize = 512) {
      const context = await model.createContext({ contextSize, sequences, batchSize, threads });
      return {
        ...bindingOf(context),
        contextSize: context.contextSize,
        batchSize: context.batchSize,
        close: () => context.dispose(),
      };
    },
    async openReader(contextSize) {
      const context = await model.createEmbeddingContext({
        // a text has to be shorter than it
        contextSize: contextSize + 1,
        threads,
      });
      return {
        async lastState(tokens) {
          const { vector } = await context.getEmbeddingFor(tokens as Token[]);
          return Float32Array.from(vector);
        },
      };
    },
  };
}
