import { readFile } from 'node:fs/promises';
import { type OnnxSession, openOnnxSession } from '../../native/onnx/onnxSession.ts';
import { BadInput } from '../badInput.ts';
import { requirePlainFile } from '../catalog/requirePlainFile.ts';
import type { TextSpan } from '../transformer/normalizeAligned.ts';
import { lengthSortedBatches, tokenBatch } from '../transformer/tokenBatch.ts';
import { type EncodedText, loadTokenizer, type TextTokenizer } from '../transformer/tokenizer.ts';
import { type NameSpan, namesOfTokens, namesOfWindows, type TaggedToken } from './namesOfTokens.ts';
import { readTaggerConfig } from './taggerConfig.ts';

/** A name in a text. */
export interface FoundName {
  /** 'person', 'place', 'organization', or the model's own word for another type: 'MISC'. */
  readonly type: string;
  /** The name as the text has it. */
  readonly surface: string;
}

/** Finds names in texts. */
export interface NameTagger {
  /** @returns the names of each text, in its order */
  tag(texts: readonly string[]): Promise<FoundName[][]>;
}

export type TaggerFiles = Readonly<Record<'config.json' | 'model.onnx' | 'tokenizer.json', string>>;

/** The types that a page has words for; they are those of CoNLL-2003. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['PER', 'person'],
  ['LOC', 'place'],
  ['ORG', 'organization'],
]);

/** Attention takes time and memory with the square of the length, so a long text is several windows. */
const LONGEST_WINDOW = 512;
/** The share of a window that the next one reads again: more than any name is long. */
const OVERLAP = 1 / 4;
const BATCH = 16;

/** A part of a text as the model reads it. */
interface Window extends EncodedText {
  /** The index of its text. */
  readonly text: number;
  readonly offsets: readonly TextSpan[];
  readonly startsWord: readonly boolean[];
}

/**
 * Opens a token classifier that was exported to ONNX with its weights inside, as Hugging Face's optimum
 * does: input_ids, attention_mask and token_type_ids in, or some of them; logits out, float32[B, S, classes].
 * @throws BadInput that names the file and what is wrong with it
 */
export async function openNameTagger(
  files: TaggerFiles,
  { threads }: { readonly threads: number },
): Promise<NameTagger> {
  const config = await readTaggerConfig(files['config.json']);
  const tokenizer = await loadTokenizer(files['tokenizer.json']);
  const file = files['model.onnx'];
  const session = await openSession(file, threads);
  const { labels, positions } = config;
  const longest = Math.min(positions, LONGEST_WINDOW);
  const vocabulary = Math.min(config.vocabulary ?? tokenizer.vocabulary, tokenizer.vocabulary);
  const limits = { padId: tokenizer.padId, vocabulary, positions };
  const tagger: NameTagger = {
    async tag(texts) {
      const windows = texts.flatMap((text, at) => windowsOf(tokenizer, text, at, longest));
      const found = windows.map((): NameSpan[] => []);
      for (const rows of lengthSortedBatches(windows, BATCH)) {
        const batch = tokenBatch(
          rows.map((row) => windows[row]!),
          limits,
        );
        const feeds = Object.fromEntries(
          Object.entries(batch.feeds).filter(([name]) => session.inputNames.includes(name)),
        );
        const { logits } = await session.run(feeds, ['logits']);
        const data = logits!.data as Float32Array;
        const [, , classes] = logits!.dims;
        requireLogits(data, classes, labels, file);
        for (const [index, row] of rows.entries()) {
          const first = index * batch.S * labels.length;
          found[row] = namesOfTokens(taggedTokens(windows[row]!, data.subarray(first), labels));
        }
      }
      return texts.map((text, at) => {
        const own = found.filter((_, window) => windows[window]!.text === at);
        return own.length === 0 ? [] : namesOfWindows(own).flatMap((span) => nameAt(text, span));
      });
    },
  };
  await tryOut(tagger, file);
  return tagger;
}

async function openSession(file: string, threads: number): Promise<OnnxSession> {
  requirePlainFile(file);
  // opened from memory, because weights in files beside it would not be part of the model's identity
  const bytes = await readFile(file);
  const session = await openOnnxSession(bytes, { threads }).catch(() => {
    throw new BadInput(
      `${file} cannot be opened: it is damaged, no ONNX model, or its weights are in other files. Get the model again.`,
    );
  });
  const known = ['input_ids', 'attention_mask', 'token_type_ids'];
  const unknown = session.inputNames.filter((name) => !known.includes(name));
  if (unknown.length === 0) return session;
  throw new BadInput(
    `${file} asks for ${unknown.join(', ')}, and a tagger reads ${known.join(', ')}. Choose another model.`,
  );
}

/** What ONNX Runtime says of a graph that cannot be run is no sentence for people. */
async function tryOut(tagger: NameTagger, file: string): Promise<void> {
  try {
    await tagger.tag(['A text.']);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(
      `${file} does not read a text and give logits, as a tagger does. Choose another model.`,
    );
  }
}

/** The windows of a text, each with the special tokens around it; none of a text without tokens. */
function windowsOf(tokenizer: TextTokenizer, text: string, at: number, longest: number): Window[] {
  const { ids, offsets, startsWord } = tokenizer.encodeAligned(text);
  const room = longest - 2;
  const stride = Math.floor(longest * OVERLAP);
  const windows: Window[] = [];
  for (let from = 0; from < ids.length; from += room - stride) {
    // the window before reaches to the end
    if (from > 0 && from + stride >= ids.length) break;
    const [start, end] = [from, from + room];
    windows.push({
      ...tokenizer.frame(ids.slice(start, end)),
      text: at,
      offsets: offsets.slice(start, end),
      startsWord: startsWord.slice(start, end),
    });
  }
  return windows;
}

function requireLogits(
  data: Float32Array,
  classes: number | undefined,
  labels: readonly string[],
  file: string,
): void {
  if (classes !== labels.length) {
    throw new BadInput(
      `${file} tells ${classes} classes apart, and id2label in config.json names ${labels.length}. Get the model again.`,
    );
  }
  if (data.every(Number.isFinite)) return;
  throw new BadInput(
    `${file} gives probabilities that are not numbers: it is damaged. Get the model again.`,
  );
}

/** @param logits float32[tokens, classes] from the window's first special token on */
function taggedTokens(
  { offsets, startsWord }: Window,
  logits: Float32Array,
  labels: readonly string[],
): TaggedToken[] {
  return offsets.map(([start, end], token) => {
    const from = (token + 1) * labels.length;
    const row = logits.subarray(from, from + labels.length);
    const most = row.reduce((a, b) => Math.max(a, b));
    const sum = row.reduce((all, logit) => all + Math.exp(logit - most), 0);
    const label = labels[row.indexOf(most)]!;
    return { label, score: 1 / sum, start, end, startsWord: startsWord[token]! };
  });
}

/** A byte-level tokenizer counts the space before a word as the word's. */
function nameAt(text: string, { tag, start, end }: NameSpan): FoundName[] {
  const surface = text.slice(start, end).trim();
  return surface === '' ? [] : [{ type: TYPES.get(tag) ?? tag, surface }];
}
