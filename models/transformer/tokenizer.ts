import { readFile } from 'node:fs/promises';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { BadInput } from '../badInput.ts';

/** A text as the model reads it: `[CLS] … [SEP]`, cut to a maximum. */
export interface EncodedText {
  readonly ids: readonly number[];
  /** Whether the text was longer than the maximum and lost its end. */
  readonly cut: boolean;
}

export interface TextTokenizer {
  readonly padId: number;
  readonly vocabulary: number;
  /** At most `maxLength` ids, the two special ones included. */
  encode(text: string, maxLength: number): EncodedText;
}

interface TokenizerJson {
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly model?: {
    /** By word; or, of a Unigram model, pairs of a piece and its score, in the order of their ids. */
    readonly vocab?: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  };
}

/** What the families call the token at a text's beginning, at its end, and in a batch's empty places. */
const BEGINS = ['[CLS]', '<s>'];
const ENDS = ['[SEP]', '</s>'];
const PADS = ['[PAD]', '<pad>'];

/**
 * Reads a Hugging Face tokenizer.json: WordPiece (BERT, DistilBERT), byte-level BPE (RoBERTa) or
 * Unigram (DeBERTa-v2 and v3).
 *
 * Truncation, padding and the special tokens are ours: the file's own settings cut at the lengths of
 * whoever trained the model, and a `[SEP]` that a user typed must stay text.
 * @throws BadInput where the file is no tokenizer or lacks one of the three special tokens
 */
export async function loadTokenizer(file: string): Promise<TextTokenizer> {
  const json = await readJson(file);
  const ids = idsOf(json);
  const special = (names: readonly string[]): number => {
    const id = names.map((name) => ids.get(name)).find((known) => known !== undefined);
    if (id === undefined) {
      throw new BadInput(`${file}: the tokenizer has no ${names.join(' or ')} token.`);
    }
    return id;
  };
  const [cls, sep, padId] = [special(BEGINS), special(ENDS), special(PADS)];
  const tokenizer = new HuggingFaceTokenizer(withoutAddedTokens(json), {});
  return {
    padId,
    vocabulary: Math.max(...ids.values()) + 1,
    encode(text, maxLength) {
      const { ids } = tokenizer.encode(text, { add_special_tokens: false });
      const room = maxLength - 2;
      return { ids: [cls, ...ids.slice(0, room), sep], cut: ids.length > room };
    },
  };
}

/**
 * No added token is looked for in a text. A Unigram model has them among its pieces too: there they get
 * a name that no text holds.
 */
function withoutAddedTokens({ added_tokens = [], ...json }: TokenizerJson): TokenizerJson {
  const { model } = json;
  if (!Array.isArray(model?.vocab)) return { ...json, added_tokens: [] };
  const special = new Set(added_tokens.map(({ content }) => content));
  const vocab = model.vocab.map(
    ([piece, score]) => [special.has(piece) ? `\0${piece}` : piece, score] as const,
  );
  return { ...json, added_tokens: [], model: { ...model, vocab } };
}

/** Every token's id; added tokens may lie beyond the vocabulary. */
function idsOf({ model, added_tokens = [] }: TokenizerJson): Map<string, number> {
  const vocab = model?.vocab ?? {};
  const words: [string, number][] = Array.isArray(vocab)
    ? vocab.map(([piece], id) => [piece, id])
    : Object.entries(vocab);
  return new Map([...words, ...added_tokens.map(({ content, id }) => [content, id] as const)]);
}

async function readJson(file: string): Promise<TokenizerJson> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text) as TokenizerJson;
  } catch {
    throw new BadInput(
      `${file} is not valid JSON: the tokenizer file is damaged. Get the model again.`,
    );
  }
}
