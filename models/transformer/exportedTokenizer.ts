import {
  type LayoutToken,
  specialTokens,
  type TokenizerJson,
  type TokenLayout,
  tokenLayout,
  wordsAmongAdded,
} from './tokenLayout.ts';

/** The two files that other programs read a student's tokenizer from. */
export interface ExportedTokenizer {
  readonly 'tokenizer.json': Readonly<Record<string, unknown>>;
  readonly 'tokenizer_config.json': Readonly<Record<string, unknown>>;
}

interface ExportedAs {
  /** Maximum tokens of a text, with those of its layout. */
  readonly maxLength: number;
  /** Whether the model tells segments apart; RoBERTa has one, and DistilBERT none. */
  readonly hasSegments: boolean;
}

/**
 * A base's tokenizer as the student was trained with it, whatever the base's files leave out or say
 * of the base's own use: the layout of texts and pairs, the truncation, and tokens that were never
 * matched in a text.
 * @param json the base's tokenizer.json
 * @param file its path, for errors
 * @throws BadInput as `tokenLayout`
 */
export function exportedTokenizer(
  json: TokenizerJson,
  file: string,
  { maxLength, hasSegments }: ExportedAs,
): ExportedTokenizer {
  const layout = tokenLayout(json, file);
  const { begin, end, pad, ids } = layout;
  const special = specialTokens(json);
  const mask = special.find(({ content }) => /^[[<]mask[\]>]$/i.test(content));
  const unknown = unknownToken(json, ids);
  return {
    'tokenizer.json': {
      ...json,
      added_tokens: [...special, ...wordsAmongAdded(json)].toSorted((a, b) => a.id - b.id),
      post_processor: postProcessor(json, layout),
      truncation: {
        max_length: maxLength,
        strategy: 'LongestFirst',
        stride: 0,
        direction: 'Right',
      },
      padding: {
        strategy: 'BatchLongest',
        direction: 'Right',
        pad_to_multiple_of: null,
        pad_id: pad.id,
        pad_type_id: 0,
        pad_token: pad.content,
      },
    },
    'tokenizer_config.json': {
      // the families' own classes change what tokenizer.json says of case and accents
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: maxLength,
      model_input_names: [
        'input_ids',
        ...(hasSegments ? ['token_type_ids'] : []),
        'attention_mask',
      ],
      cls_token: begin.content,
      sep_token: end.content,
      pad_token: pad.content,
      ...(mask ? { mask_token: mask.content } : {}),
      ...(unknown ? { unk_token: unknown } : {}),
      // a '[SEP]' that somebody types is text
      split_special_tokens: true,
      clean_up_tokenization_spaces: false,
      padding_side: 'right',
      truncation_side: 'right',
    },
  };
}

function unknownToken(
  { model }: TokenizerJson,
  ids: ReadonlyMap<string, number>,
): string | undefined {
  if (model?.unk_token) return model.unk_token;
  const named = Array.isArray(model?.vocab) ? model.vocab[model.unk_id ?? -1]?.[0] : undefined;
  return named ?? ['[UNK]', '<unk>'].find((name) => ids.has(name));
}

/** The layout of a text and of a pair, as `loadTokenizer` makes them. */
function postProcessor({ post_processor }: TokenizerJson, layout: TokenLayout): object {
  const { begin, end, tellsApart, between } = layout;
  const token = ({ content }: LayoutToken, type_id: number) => ({
    SpecialToken: { id: content, type_id },
  });
  const second = tellsApart ? 1 : 0;
  const template = {
    type: 'TemplateProcessing',
    single: [token(begin, 0), { Sequence: { id: 'A', type_id: 0 } }, token(end, 0)],
    pair: [
      token(begin, 0),
      { Sequence: { id: 'A', type_id: 0 } },
      ...Array.from({ length: between }, () => token(end, 0)),
      { Sequence: { id: 'B', type_id: second } },
      token(end, second),
    ],
    special_tokens: Object.fromEntries(
      [begin, end].map(({ content, id }) => [
        content,
        { id: content, ids: [id], tokens: [content] },
      ]),
    ),
  };
  if (!post_processor?.trim_offsets) return template;
  const offsets = {
    type: 'ByteLevel',
    add_prefix_space: post_processor.add_prefix_space ?? true,
    trim_offsets: true,
    use_regex: true,
  };
  return { type: 'Sequence', processors: [offsets, template] };
}
