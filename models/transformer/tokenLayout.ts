import { BadInput } from '../badInput.ts';

/** The parts of a tokenizer.json that are read here; the library reads the others. */
export interface TokenizerJson {
  readonly post_processor?: {
    readonly trim_offsets?: boolean;
    readonly add_prefix_space?: boolean;
  } | null;
  readonly added_tokens?: readonly AddedToken[];
  readonly pre_tokenizer?: { readonly type?: string } | null;
  readonly model?: {
    /** By word; for a Unigram model, pairs of a piece and its score, in the order of their ids. */
    readonly vocab?: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
  };
}

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it belongs to the layout of a text, so that a text itself never has it. */
  readonly special?: boolean | undefined;
}

/** A token of the layout: its id, and its name in the file. */
export interface LayoutToken {
  readonly id: number;
  readonly content: string;
}

/** The tokens that a family puts around its texts, and how it joins two. */
export interface TokenLayout {
  readonly begin: LayoutToken;
  readonly end: LayoutToken;
  /** The end token, if the file has none for padding: padding is masked, whatever its id. */
  readonly pad: LayoutToken;
  /** Whether the second of two texts has a segment of its own; RoBERTa's has not. */
  readonly tellsApart: boolean;
  /** How many end tokens stand between two texts. */
  readonly between: 1 | 2;
  /** Id of every token; added tokens may have ids beyond the vocabulary. */
  readonly ids: ReadonlyMap<string, number>;
}

/** The families' names for the tokens at a text's start, at its end, and for padding. */
const BEGINS = ['[CLS]', '<s>'];
const ENDS = ['[SEP]', '</s>'];
const PADS = ['[PAD]', '<pad>'];
const LAYOUT: readonly string[] = [...BEGINS, ...ENDS, ...PADS];

/** @throws BadInput if the tokenizer has no token for the start of a text, or for its end */
export function tokenLayout(json: TokenizerJson, file: string): TokenLayout {
  const ids = idsOf(json);
  const find = (names: readonly string[]): LayoutToken | undefined => {
    const content = names.find((name) => ids.has(name));
    return content === undefined ? undefined : { content, id: ids.get(content)! };
  };
  const require = (names: readonly string[]): LayoutToken => {
    const found = find(names);
    if (found) return found;
    throw new BadInput(
      `${file}: the tokenizer has no ${names.join(' or ')} token, so it is none of an encoder that Stillroom ` +
        'knows. Choose another model.',
    );
  };
  const [begin, end] = [require(BEGINS), require(ENDS)];
  const tellsApart = begin.content !== '<s>';
  // RoBERTa separates two texts by two end tokens, and has only one segment
  const between = tellsApart ? 1 : 2;
  return { begin, end, pad: find(PADS) ?? end, tellsApart, between, ids };
}

function idsOf({ model, added_tokens = [] }: TokenizerJson): Map<string, number> {
  const vocab = model?.vocab ?? {};
  const words: [string, number][] = Array.isArray(vocab)
    ? vocab.map(([piece], id) => [piece, id])
    : Object.entries(vocab);
  return new Map([...words, ...added_tokens.map(({ content, id }) => [content, id] as const)]);
}

/**
 * The added tokens that are ordinary words of a byte-level BPE, such as ModernBERT's runs of spaces.
 * Only ASCII, of which a character is a byte, so that offsets count the same. They are matched before
 * the text is normalized, because the library would normalize the tokens themselves before anything
 * bounds that; Unicode's forms leave ASCII as it is.
 */
export function wordsAmongAdded({
  added_tokens = [],
  pre_tokenizer,
}: TokenizerJson): readonly AddedToken[] {
  if (pre_tokenizer?.type !== 'ByteLevel') return [];
  return added_tokens
    .filter(({ content, special }) => special === false && !LAYOUT.includes(content))
    .filter(({ content }) => /^[ -~\t\n\r]+$/.test(content))
    .map((token) => ({ ...token, normalized: false }));
}

/** The added tokens that a text never has: those of its layout, and the mask. */
export function specialTokens({ added_tokens = [] }: TokenizerJson): readonly AddedToken[] {
  return added_tokens
    .filter(({ content, special }) => special === true || LAYOUT.includes(content))
    .map((token) => ({ ...token, special: true }));
}
