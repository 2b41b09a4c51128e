import { findLlamaGpu, isMemoryFault, type LlamaGpu } from '../../native/llama/llamaFile.ts';
import {
  type LlamaModel,
  type LlamaSettings,
  loadLlamaModel,
} from '../../native/llama/llamaModel.ts';
import { BadInput } from '../badInput.ts';
import { readGgufHeader } from '../catalog/ggufHeader.ts';
import { OutOfMemory } from '../outOfMemory.ts';
import { randomStream } from '../randomStream.ts';
import { type ChatFrame, chatFrame } from './chatTemplate.ts';
import { frameTokens } from './frameTokens.ts';
import { PromptTooLong } from './promptTooLong.ts';
import { drawToken, selfDebiased } from './selfDebiasing.ts';
import { cutAtStop, stopPosition } from './stopPosition.ts';
import { textSoFar } from './textSoFar.ts';
import { toSentenceEnd } from './toSentenceEnd.ts';
import { type TurnEnd, turnEnd } from './turnEnd.ts';
import { turnsOf } from './turnsOf.ts';

/** A prompt before tokenization: all of it is plain text from users, corpora and prompt sets. */
export interface Prompt {
  readonly text: string;
  /**
   * Wraps the text as the user's turn of the model's chat template; otherwise it is continued as
   * is.
   */
  readonly chat: boolean;
  /**
   * The places at which further turns of a chat begin in the text, in UTF-16 units: an answer, the next request,
   * and so on, the last of which is open. White space before them is not part of a turn.
   */
  readonly turns?: readonly number[];
  /**
   * How much of the text's start other prompts begin with too, in UTF-16 units: all of it where the
   * same prompt is asked many times. It is evaluated separately, and kept for them.
   */
  readonly shared?: number;
}

export interface Sampling {
  readonly temperature: number;
  /** Nucleus (Holtzman et al. 2019). */
  readonly topP: number;
  /** Maximum number of output tokens. */
  readonly maxTokens: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Strings at which the output ends, once it has more than white space behind its thoughts. */
  readonly stop: readonly string[];
  /** A grammar in llama.cpp's GBNF that the output keeps to, for outputs that are read by parts. */
  readonly grammar?: string;
  /** Whether a completion says how likely each of its tokens was. */
  readonly logProbabilities?: boolean;
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
  /**
   * log P of each output token by the model itself, before temperature, nucleus and grammar; of those that a
   * stop string cuts off, too.
   */
  readonly logProbabilities?: readonly number[];
  /** Undefined for a teacher of this computer. */
  readonly writtenBy?: WrittenBy | undefined;
  /** The endpoint's own time; its caller also waits for a turn. */
  readonly seconds?: number;
}

/** The endpoint that wrote a completion, as it describes itself. */
export interface WrittenBy {
  /** Its address, which holds no key. */
  readonly url: string;
  readonly model: string;
  /** Its name and version; null if it says neither. */
  readonly server: string | null;
}

/** How likely a teacher finds a continuation of a prompt. */
export interface ContinuationScore {
  /** log P(continuation | prompt), summed over its tokens. */
  readonly log: number;
  readonly tokens: number;
}

export interface Teacher {
  readonly contextSize: number;
  /** Calls that it answers at the same time; further ones wait. */
  readonly sequences: number;
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
  /** By default one. */
  readonly sequences?: number;
  readonly threads: number;
  /** Layers that a GPU computes; by default none. */
  readonly gpuLayers?: number | 'auto';
}

/**
 * Loads a GGUF as a teacher. Deterministic for one sequence and no GPU: the output depends on its
 * arguments.
 * @throws BadInput if llama.cpp cannot load the file, or its weights are damaged; OutOfMemory if there is too
 *   little memory for it or its texts
 */
export async function loadTeacher(
  file: string,
  { gpuLayers = 0, sequences = 1, ...options }: TeacherSettings,
): Promise<Teacher> {
  const settings = { ...options, sequences, gpuLayers };
  const llama = await loadLlamaModel(file, settings).catch((error: unknown) => {
    throw explainMemory(explainLoading(error, file), file, settings);
  });
  await requireNumbers(llama, file);
  const { render, endOfTurn } = promptRenderer(llama, file);
  return {
    contextSize: llama.contextSize,
    sequences,
    async generate(prompt, sampling) {
      const { shared, own } = render(prompt);
      const promptTokens = shared.length + own.length;
      requireRoom(promptTokens + sampling.maxTokens, llama.contextSize);
      const written = textSoFar(llama.detokenize);
      const { tokens } = written;
      let ended: Completion['ended'] = 'end of text';
      const { against } = sampling;
      const end = prompt.chat ? endOfTurn() : {};
      const stop = end.text === undefined ? sampling.stop : [...sampling.stop, end.text];
      const logProbabilities: number[] = [];
      const wants = (token: number, log?: number): boolean => {
        if (token === end.token) return false;
        if (log !== undefined) logProbabilities.push(log);
        if (stopPosition(written.add(token), stop) >= 0) ended = 'stop';
        else if (tokens.length >= sampling.maxTokens) ended = 'max tokens';
        return ended === 'end of text';
      };
      if (against) {
        const tokensOf = [prompt, ...against.prompts]
          .map(render)
          .map(({ shared, own }) => [...shared, ...own]);
        await writeAgainst(llama, tokensOf, against.decay, sampling, wants).catch(
          (error: unknown) => {
            throw explainMemory(error, file, settings);
          },
        );
      } else {
        await llama.generate({ ...sampling, shared, own }, wants).catch((error: unknown) => {
          throw explainGrammar(error);
        });
      }
      const output = cutAtStop(llama.detokenize(tokens), stop);
      const outputTokens = tokens.length;
      return {
        ...{ output, promptTokens, outputTokens, sharedTokens: shared.length, ended },
        ...(sampling.logProbabilities ? { logProbabilities } : {}),
      };
    },
    async score(prompt, continuations) {
      const { shared, own } = render(prompt);
      const paths = continuations.map((text) => continuationTokens(llama, prompt, text));
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

function explainMemory(
  error: unknown,
  file: string,
  { contextSize, sequences }: Pick<LlamaSettings, 'contextSize' | 'sequences'>,
): unknown {
  if (!isMemoryFault(error)) return error;
  const texts = sequences === 1 ? 'a text' : `${sequences} texts at once`;
  return new OutOfMemory(
    `${file}: there is too little memory for ${texts} of up to ${contextSize} tokens beside the model (${error.message}).`,
  );
}

function explainGrammar(error: unknown): unknown {
  const isFault = error instanceof Error && error.message === 'Failed to parse grammar';
  return isFault ? new BadInput('grammar: it cannot be read as GBNF.') : error;
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

/** Continues the first of the prompts, contrasted with the others, as long as another token is wanted. */
async function writeAgainst(
  llama: LlamaModel,
  prompts: readonly (readonly number[])[],
  decay: number,
  sampling: Sampling,
  wants: (token: number, log?: number) => boolean,
): Promise<void> {
  const random = randomStream(sampling.seed);
  const side = await llama.openSideBySide(prompts, sampling.maxTokens);
  try {
    for (let token: number | undefined, isWanted = true; isWanted; ) {
      const [own, ...others] = await side.next(token);
      token = drawToken(selfDebiased(own!, others, decay), sampling, random);
      if (llama.isEnd(token)) return;
      const log = sampling.logProbabilities ? Math.log(own!.get(token)!) : undefined;
      isWanted = wants(token, log);
    }
  } finally {
    await side.close();
  }
}

function promptRenderer(llama: LlamaModel, file: string) {
  const { bos, eosText, prependBos } = llama.metadata;
  const { chatTemplate } = readGgufHeader(file);
  const frames = new Map<number, ChatFrame>();
  const frameOf = (turns: number): ChatFrame => {
    const given = { bos: bos?.text ?? '', eos: eosText, model: file };
    const frame = frames.get(turns) ?? chatFrame(chatTemplate, given, turns);
    frames.set(turns, frame);
    return frame;
  };
  const withBos = (tokens: readonly number[]) =>
    bos && prependBos && tokens[0] !== bos.id ? [bos.id, ...tokens] : [...tokens];
  const framed = (prompt: Prompt): Rendered => {
    if (!prompt.chat) return { shared: withBos([]), own: llama.tokenize(prompt.text, false) };
    const turns = turnsOf(prompt);
    const { before, after } = frameOf(turns.length);
    const { shared, own } = frameTokens(llama, before, turns, after);
    return { shared: withBos(shared), own };
  };
  const render = (prompt: Prompt): Rendered => {
    const whole = framed(prompt);
    return prompt.shared === undefined ? whole : withShared(whole, framed(startOf(prompt)));
  };
  let known: TurnEnd | undefined;
  const endOfTurn = (): TurnEnd => {
    known ??= turnEnd(llama, behindAnAnswer());
    return known;
  };
  const behindAnAnswer = (): string => {
    try {
      return frameOf(TURNS_WITH_ANSWER).after[1] ?? '';
    } catch (error) {
      // a template that takes one turn only says nothing of what follows
      if (error instanceof BadInput) return '';
      throw error;
    }
  };
  return { render, endOfTurn };
}

/** A prompt as tokens. */
interface Rendered {
  /** The start that is kept for other prompts. */
  readonly shared: readonly number[];
  readonly own: readonly number[];
}

/** What a prompt shares with others, as a prompt. */
function startOf({ text, chat, turns, shared }: Prompt): Prompt {
  const start = { text: text.slice(0, shared), chat };
  return turns ? { ...start, turns: turns.filter((turn) => turn < start.text.length) } : start;
}

/**
 * Moves the tokens that a prompt has in common with its start from `own` to `shared`. A word's tokens
 * depend on what follows it, so the end of the start can differ. The last token stays, because the
 * output is drawn behind it.
 */
function withShared(whole: Rendered, start: Rendered): Rendered {
  const tokens = [...whole.shared, ...whole.own];
  const other = [...start.shared, ...start.own];
  const differs = tokens.findIndex((token, i) => token !== other[i]);
  const length = Math.min(differs < 0 ? tokens.length : differs, tokens.length - 1);
  if (length <= whole.shared.length) return whole;
  return { shared: tokens.slice(0, length), own: tokens.slice(length) };
}

/** The user's, the model's, and the user's again. */
const TURNS_WITH_ANSWER = 3;

/**
 * The tokens by which a text continues a prompt: as the end of both in one piece, because SentencePiece
 * would put a second space before a text alone. A chat's turn has ended before them.
 */
function continuationTokens(llama: LlamaModel, { text, chat }: Prompt, more: string): number[] {
  const alone = llama.tokenize(more, false);
  if (chat) return alone;
  const before = llama.tokenize(text, false);
  const whole = llama.tokenize(`${text}${more}`, false);
  const isLonger = before.length < whole.length && before.every((token, i) => whole[i] === token);
  return isLonger ? whole.slice(before.length) : alone;
}

function requireRoom(tokens: number, contextSize: number): void {
  if (tokens > contextSize) {
    throw new PromptTooLong(
      `prompt and output need ${tokens} tokens of a context of ${contextSize}`,
    );
  }
}

const longest = (paths: readonly number[][]) => Math.max(...paths.map((path) => path.length));

function cutText(llama: LlamaModel, text: string, limit: number): { text: string; tokens: number } {
  const tokens = llama.tokenize(text, false);
  if (tokens.length <= limit) return { text, tokens: tokens.length };
  const cut = llama.detokenize(tokens.slice(0, limit));
  const kept = toSentenceEnd(cut);
  return { text: kept, tokens: llama.tokenize(kept, false).length };
}
