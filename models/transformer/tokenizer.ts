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
  readonly model?: { readonly vocab?: Readonly<Record<string, number>> };
}

/**
 * Reads a Hugging Face tokenizer.json of the BERT family.
 *
 * Truncation, padding and the special tokens are ours: the file's own settings cut at the lengths of
 * whoever trained the model, and a `[SEP]` that a user typed must stay text.
 * @throws BadInput where the file is no tokenizer or lacks `[CLS]`, `[SEP]` or `[PAD]`
 */
export async function loadTokenizer(file: string): Promise<TextTokenizer> {
  const json = await readJson(file);
  const vocab = json.model?.vocab ?? {};
  const special = (content: string): number => {
    const id = json.added_tokens?.find((token) => token.content === content)?.id ?? vocab[content];
    if (id === undefined) throw new BadInput(`${file}: the tokenizer has no ${content} token.`);
    return id;
  };
  const [cls, sep, padId] = [special('[CLS]'), special('[SEP]'), special('[PAD]')];
  const tokenizer = new HuggingFaceTokenizer({ ...json, added_tokens: [] }, {});
  return {
    padId,
    vocabulary: Object.keys(vocab).length,
    encode(text, maxLength) {
      const { ids } = tokenizer.encode(text, { add_special_tokens: false });
      const room = maxLength - 2;
      return { ids: [cls, ...ids.slice(0, room), sep], cut: ids.length > room };
    },
  };
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
