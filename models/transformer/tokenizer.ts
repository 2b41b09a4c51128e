import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import { boundGrowth } from './boundGrowth.ts';
import type { TextSpan } from './normalizeAligned.ts';
import { readJson } from './readJson.ts';
import { requireModestTokenizer } from './requireModestTokenizer.ts';
import { type TokenizerJson, tokenLayout, wordsAmongAdded } from './tokenLayout.ts';
import { tokenOffsets } from './tokenOffsets.ts';

/** One text, or two that the model reads together, such as a premise and its hypothesis. */
export type TextInput = string | readonly [first: string, second: string];

/** A text or a pair as the model reads it: `[CLS] … [SEP]`, truncated to a maximum. */
export interface EncodedText {
  readonly ids: readonly number[];
  /** The segment of each token, 0 or 1; missing if all are 0. */
  readonly types?: readonly number[];
  /** Whether the text was longer than the maximum and was truncated. */
  readonly cut: boolean;
}

export interface TextTokenizer {
  readonly padId: number;
  readonly vocabulary: number;
  /** At most `maxLength` ids, including the two special ones. */
  encode(text: string, maxLength: number): EncodedText;
  /**
   * Two texts in the family's own layout, with `maxLength` including the special tokens: the longer
   * text is truncated first, as with Hugging Face's `longest_first`.
   * @throws BadInput if `maxLength` leaves no room for a token of each
   */
  encodePair(first: string, second: string, maxLength: number): EncodedText;
  /** A text's own tokens and their spans; no truncation and no special tokens. */
  encodeAligned(text: string): AlignedTokens;
  /** A text's own tokens in the family's layout, without truncation. */
  frame(ids: readonly number[]): EncodedText;
  /** Combines the tokens of two texts in the family's layout, without truncation. */
  joinPair(first: readonly number[], second: readonly number[]): EncodedText;
  /** Number of special tokens that are added to a pair. */
  readonly pairFrame: number;
}

export interface AlignedTokens {
  readonly ids: readonly number[];
  readonly offsets: readonly TextSpan[];
  /**
   * Whether a token begins a word. WordPiece marks the others; elsewhere a token does if there is a space
   * before it or at its beginning, or if it is the first.
   */
  readonly startsWord: readonly boolean[];
}

/** The parts that are read here; the library reads the others. */
const addedToken = z.looseObject({
  id: z.int().min(0),
  content: z.string(),
  special: z.boolean().optional(),
});
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedToken).optional(),
  model: z.looseObject({
    vocab: z.union([
      z.record(z.string(), z.int().min(0)),
      z.array(z.tuple([z.string(), z.number()])),
    ]),
  }),
});

/**
 * Reads a Hugging Face tokenizer.json: WordPiece (BERT, DistilBERT), byte-level BPE (RoBERTa,
 * ModernBERT) or Unigram (DeBERTa-v2 and v3).
 *
 * Truncation, padding and the special tokens are ours: the file's own settings use the maximum
 * length of its training, and a `[SEP]` that a user typed must stay text.
 * @throws BadInput if the file is not a tokenizer, lacks a token for the start or end of a text, or would
 *   take unusual time or memory; its functions throw one for a text that grows as no model's does
 */
export async function loadTokenizer(file: string): Promise<TextTokenizer> {
  const json = await readTokenizer(file);
  requireKnownPatterns(json, file);
  requireModestTokenizer(json, file);
  const layout = tokenLayout(json, file);
  const [cls, sep] = [layout.begin.id, layout.end.id];
  const tokenizer = build(json, file);
  const idsOfText = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
  const { tellsApart } = layout;
  const between = Array<number>(layout.between).fill(sep);
  const pairFrame = 2 + between.length;
  const frame = (ids: readonly number[]) => ({ ids: [cls, ...ids, sep], cut: false });
  const joinPair = (first: readonly number[], second: readonly number[]): EncodedText => {
    const before = [cls, ...first, ...between];
    const after = [...second, sep];
    const types = { types: [...before.map(() => 0), ...after.map(() => 1)] };
    return { ids: [...before, ...after], ...(tellsApart ? types : {}), cut: false };
  };
  const trimsSpaces = json.post_processor?.trim_offsets ?? false;
  return {
    padId: layout.pad.id,
    vocabulary: [...layout.ids.values()].reduce((most, id) => Math.max(most, id), 0) + 1,
    encode(text, maxLength) {
      const ids = idsOfText(text);
      const room = maxLength - 2;
      return { ...frame(ids.slice(0, room)), cut: ids.length > room };
    },
    encodePair(first, second, maxLength) {
      const [a, b] = [idsOfText(first), idsOfText(second)];
      const room = maxLength - pairFrame;
      if (room < 2) throw new BadInput(`A pair of texts does not fit into ${maxLength} tokens.`);
      const [kept, keptSecond] = longestFirst(a.length, b.length, room);
      const pair = joinPair(a.slice(0, kept), b.slice(0, keptSecond));
      return { ...pair, cut: a.length + b.length > room };
    },
    encodeAligned(text) {
      const { ids, tokens } = tokenizer.encode(text, { add_special_tokens: false });
      const offsets = tokenOffsets(text, tokens, tokenizer, trimsSpaces);
      const prefix = tokenizer.model.config.continuing_subword_prefix ?? '';
      const startsWord = offsets.map(([start], at) =>
        prefix
          ? !tokens[at]!.startsWith(prefix)
          : start === 0 || text.slice(start - 1, start + 1).includes(' '),
      );
      return { ids, offsets, startsWord };
    },
    frame,
    joinPair,
    pairFrame,
  };
}

/** The library checks nothing, and fails in its own words. */
function build(json: TokenizerJson, file: string): HuggingFaceTokenizer {
  try {
    // the special tokens are ours, so its template is not applied
    const ours = { ...withoutSpecialTokens(json), post_processor: null };
    const tokenizer = new HuggingFaceTokenizer(ours, {});
    boundGrowth(tokenizer, file);
    tokenizer.encode('A text.', { add_special_tokens: false });
    return tokenizer;
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(
      `${file} is no tokenizer of a kind that Stillroom knows. Get the model again.`,
    );
  }
}

/** The regular expressions of the families' own files: DeBERTa's runs of spaces. */
const PATTERNS = [' {2,}'];

/**
 * A tokenizer.json brings regular expressions, and a hostile one takes hours for a short text.
 * @throws BadInput for one that none of the families has
 */
function requireKnownPatterns(json: unknown, file: string): void {
  if (json === null || typeof json !== 'object') return;
  for (const [key, value] of Object.entries(json)) {
    if (key === 'Regex' && !PATTERNS.includes(value)) {
      throw new BadInput(
        `${file}: the tokenizer splits by the pattern ${JSON.stringify(value)?.slice(0, 80)}, which no model that ` +
          'Stillroom knows has. Get the model again, or choose another.',
      );
    }
    if (key !== 'vocab' && key !== 'merges') requireKnownPatterns(value, file);
  }
}

/** How many tokens each of two texts keeps: `LongestFirst` of Rust's tokenizers (truncation.rs). */
function longestFirst(first: number, second: number, room: number): [number, number] {
  const [short, long] = [Math.min(first, second), Math.max(first, second)];
  const keptLong = Math.min(long, Math.max(short, room - short));
  const half = Math.floor(room / 2);
  const [a, b] = short + keptLong > room ? [half, room - half] : [short, keptLong];
  return first <= second ? [a, b] : [b, a];
}

/**
 * Added tokens are never matched in a text, except for ModernBERT's runs of spaces. A Unigram model
 * also has them among its pieces; those are renamed to a string that no text contains.
 */
function withoutSpecialTokens(json: TokenizerJson): TokenizerJson {
  const { model, added_tokens = [] } = json;
  if (!Array.isArray(model?.vocab)) return { ...json, added_tokens: wordsAmongAdded(json) };
  const special = new Set(added_tokens.map(({ content }) => content));
  const vocab = model.vocab.map(
    ([piece, score]) => [special.has(piece) ? `\0${piece}` : piece, score] as const,
  );
  return { ...json, added_tokens: [], model: { ...model, vocab } };
}

/** @throws BadInput if the file is no tokenizer */
export async function readTokenizer(file: string): Promise<TokenizerJson> {
  const result = tokenizerSchema.safeParse(await readJson(file));
  if (result.success) return result.data as TokenizerJson;
  throw new BadInput(`${file} is no tokenizer, or it is damaged. Get the model again.`);
}
