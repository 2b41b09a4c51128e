import {
  findLlamaGpu,
  type LlamaGpu,
  type LlamaModel,
  loadLlamaModel,
} from '../../native/llama/llamaModel.ts';
import { BadInput } from '../badInput.ts';
import { randomStream } from '../randomStream.ts';
import { type ChatFrame, chatFrame } from './chatTemplate.ts';
import { PromptTooLong } from './promptTooLong.ts';
import { drawToken, selfDebiased } from './selfDebiasing.ts';

/** A prompt before tokenization: all of it is plain text from users, corpora and prompt sets. */
export interface Prompt {
  readonly text: string;
  /**
   * Wraps the text as the user's turn of the model's chat template; otherwise it is continued as
   * is.
   */
  readonly chat: boolean;
  /**
   * Where further turns of a chat begin in the text, in UTF-16 units: an answer, the next request,
   * and so on, the last of which is open. White space before them is not part of a turn.
   */
  readonly turns?: readonly number[];
}

export interface Sampling {
  readonly temperature: number;
  /** Nucleus (Holtzman et al. 2019). */
  readonly topP: number;
  /** Maximum number of output tokens. */
  readonly maxTokens: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Strings at which the output ends, once it contains more than white space. */
  readonly stop: readonly string[];
  /** Prompts whose likely words are avoided: self-debiasing. */
  readonly against?: Against;
}

/** The prompts that each next word is contrasted with. */
export interface Against {
  readonly prompts: readonly Prompt[];
  /**
   * Lambda: how much less likely a word becomes if another prompt would rather continue with it.
   */
  readonly decay: number;
}

/** The recorded result of one teacher call. */
export interface Completion {
  readonly output: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Tokens at the start of the prompt that were evaluated as a separate batch and kept. */
  readonly sharedTokens: number;
  readonly ended: 'end of text' | 'stop' | 'max tokens';
}

/** How likely a teacher finds a continuation of a prompt. */
export interface ContinuationScore {
  /** log P(continuation | prompt), summed over its tokens. */
  readonly log: number;
  readonly tokens: number;
}

export interface Teacher {
  readonly contextSize: number;
  generate(prompt: Prompt, sampling: Sampling): Promise<Completion>;
  /** How likely each continuation is after the prompt. */
  score(prompt: Prompt, continuations: readonly string[]): Promise<ContinuationScore[]>;
  /** The number of tokens of the prompt as it would be evaluated, including the chat template. */
  countTokens(prompt: Prompt): number;
  /** The longest prefix of at most `limit` tokens, shortened to a sentence end if it has one. */
  cutText(text: string, limit: number): { text: string; tokens: number };
}

/** The GPU that a teacher can use here, or null. */
export const findTeacherGpu: () => Promise<LlamaGpu | null> = findLlamaGpu;

/** How a teacher is loaded. */
export interface TeacherSettings {
  readonly contextSize: number;
  readonly threads: number;
  /** Layers that a GPU computes; by default none. */
  readonly gpuLayers?: number | 'auto';
}

/**
 * Loads a GGUF as a teacher. Deterministic for one thread and no GPU: the output depends on its
 * arguments.
 * @throws BadInput if llama.cpp cannot load the file, or its weights are damaged
 */
export async function loadTeacher(
  file: string,
  { gpuLayers = 0, ...options }: TeacherSettings,
): Promise<Teacher> {
  const llama = await loadLlamaModel(file, { ...options, gpuLayers }).catch((error: unknown) => {
    throw explainLoading(error, file);
  });
  await requireNumbers(llama, file);
  const render = promptRenderer(llama, file);
  return {
    contextSize: llama.contextSize,
    async generate(prompt, sampling) {
      const { shared, own } = render(prompt);
      const promptTokens = shared.length + own.length;
      requireRoom(promptTokens + sampling.maxTokens, llama.contextSize);
      const tokens: number[] = [];
      let ended: Completion['ended'] = 'end of text';
      const { against } = sampling;
      const written = against
        ? writeAgainst(
            llama,
            [prompt, ...against.prompts].map(render).map(({ shared, own }) => [...shared, ...own]),
            against.decay,
            sampling,
          )
        : llama.generate({ ...sampling, shared, own });
      for await (const token of written) {
        tokens.push(token);
        if (endsAtStop(llama.detokenize(tokens), sampling.stop)) ended = 'stop';
        else if (tokens.length >= sampling.maxTokens) ended = 'max tokens';
        if (ended !== 'end of text') break;
      }
      const output = cutAtStop(llama.detokenize(tokens), sampling.stop);
      const outputTokens = tokens.length;
      return { output, promptTokens, outputTokens, sharedTokens: shared.length, ended };
    },
    async score(prompt, continuations) {
      const { shared, own } = render(prompt);
      const paths = continuations.map((text) => llama.tokenize(text, false));
      requireRoom(shared.length + own.length + longest(paths), llama.contextSize);
      const logs = await llama.logProbabilities(shared, own, paths);
      return logs.map((log, i) => ({ log, tokens: paths[i]!.length }));
    },
    countTokens(prompt) {
      const { shared, own } = render(prompt);
      return shared.length + own.length;
    },
    cutText: (text, limit) => cutText(llama, text, limit),
  };
}

/** llama.cpp writes its reason to the log only; a length beyond the file is a `RangeError`. */
function explainLoading(error: unknown, file: string): unknown {
  const isFault = error instanceof Error && error.message === 'Failed to load model';
  if (!isFault && !(error instanceof RangeError)) return error;
  return new BadInput(
    `${file}: llama.cpp cannot load this model. The file is damaged, of a kind that llama.cpp does not know, or larger than the free memory: get it again, or choose another.`,
  );
}

/**
 * Evaluates one token. A file with a whole header and damaged weights loads, and would write noise.
 * @throws BadInput if the model's probabilities are not numbers
 */
async function requireNumbers(llama: LlamaModel, file: string): Promise<void> {
  const tokens = llama.tokenize('A', false);
  const [log] = await llama.logProbabilities([], tokens, [tokens]);
  if (Number.isFinite(log)) return;
  throw new BadInput(
    `${file}: the model’s probabilities are not numbers, so its weights are damaged. Get it again: ` +
      '`stillroom models verify NAME` says whether its file is as it was.',
  );
}

/** Continues the first of the prompts, contrasted with the others. */
async function* writeAgainst(
  llama: LlamaModel,
  prompts: readonly (readonly number[])[],
  decay: number,
  sampling: Sampling,
): AsyncGenerator<number> {
  const random = randomStream(sampling.seed);
  const side = await llama.openSideBySide(prompts, sampling.maxTokens);
  try {
    for (let token: number | undefined; ; ) {
      const [own, ...others] = await side.next(token);
      token = drawToken(selfDebiased(own!, others, decay), sampling, random);
      if (llama.isEnd(token)) return;
      yield token;
    }
  } finally {
    await side.close();
  }
}

function promptRenderer(llama: LlamaModel, file: string) {
  const { bos, eosText, prependBos, chatTemplate } = llama.metadata;
  const frames = new Map<number, ChatFrame>();
  const frameOf = (turns: number): ChatFrame => {
    const known = { bos: bos?.text ?? '', eos: eosText, model: file };
    const frame = frames.get(turns) ?? chatFrame(chatTemplate, known, turns);
    frames.set(turns, frame);
    return frame;
  };
  const withBos = (tokens: number[]) =>
    bos && prependBos && tokens[0] !== bos.id ? [bos.id, ...tokens] : tokens;
  return (prompt: Prompt): { shared: number[]; own: number[] } => {
    if (!prompt.chat) return { shared: withBos([]), own: llama.tokenize(prompt.text, false) };
    const turns = turnsOf(prompt);
    const { before, after } = frameOf(turns.length);
    const own = turns.flatMap((turn, i) => [
      ...llama.tokenize(turn, false),
      ...llama.tokenize(after[i]!, true),
    ]);
    return { shared: withBos(llama.tokenize(before, true)), own };
  };
}

function turnsOf({ text, turns = [] }: Prompt): string[] {
  return [0, ...turns].map((from, i) => {
    const to = turns[i];
    return to === undefined ? text.slice(from) : text.slice(from, to).trimEnd();
  });
}

function requireRoom(tokens: number, contextSize: number): void {
  if (tokens > contextSize) {
    throw new PromptTooLong(
      `prompt and output need ${tokens} tokens of a context of ${contextSize}`,
    );
  }
}

function stopPosition(output: string, stop: readonly string[]): number {
  const start = output.length - output.trimStart().length;
  const found = stop.map((text) => output.indexOf(text, start)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : -1;
}

const endsAtStop = (output: string, stop: readonly string[]) => stopPosition(output, stop) >= 0;

function cutAtStop(output: string, stop: readonly string[]): string {
  const at = stopPosition(output, stop);
  return at >= 0 ? output.slice(0, at) : output;
}

const longest = (paths: readonly number[][]) => Math.max(...paths.map((path) => path.length));

const SENTENCE_END = /[.!?]["')\]]?(?=\s|$)|[。！？]/gu;

function cutText(llama: LlamaModel, text: string, limit: number): { text: string; tokens: number } {
  const tokens = llama.tokenize(text, false);
  if (tokens.length <= limit) return { text, tokens: tokens.length };
  const cut = llama.detokenize(tokens.slice(0, limit));
  const end = [...cut.matchAll(SENTENCE_END)].at(-1);
  const at = end ? end.index + end[0].length : 0;
  // an early full stop (after a title, say) is no reason to lose the text after it
  const kept = at >= cut.length / 2 ? cut.slice(0, at) : cut;
  return { text: kept, tokens: llama.tokenize(kept, false).length };
}
