import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import type { Activation } from './activate.ts';
import { configLimits } from './configLimits.ts';
import { modernBertConfig, modernBertSchema } from './modernBertConfig.ts';

const { vocabulary, width, layers, heads, inner, positions, rate, gelu, upTo } = configLimits;
const types = upTo(16);

/** The parameters of an encoder's graph, independent of each family's names for them. */
export interface EncoderConfig {
  readonly type:
    | 'bert'
    | 'roberta'
    | 'xlm-roberta'
    | 'camembert'
    | 'distilbert'
    | 'deberta-v2'
    | 'modernbert';
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediate: number;
  /** Maximum length of a text in tokens. */
  readonly positions: number;
  /** Row of the position table for a text's first token; RoBERTa leaves the first two unused. */
  readonly firstPosition: number;
  /** 0 if the model does not distinguish segments. */
  readonly tokenTypes: number;
  readonly epsilon: number;
  readonly dropout: BodyDropout;
  /** The dropout rate of the classifier's head; DistilBERT has a separate one. */
  readonly headDropout: number;
  /** The dropout rate of the head that finds answers; only DistilBERT uses one. */
  readonly spanDropout: number;
  readonly initializerRange: number;
  /** DeBERTa's table of relative positions; null for models that have none. */
  readonly relative: RelativePositions | null;
  /** What only ModernBERT has; null for the other families. */
  readonly modern: ModernSettings | null;
}

/** The places in a body where dropout is applied. */
export type BodySite = 'embeddings' | 'attention' | 'attentionOutput' | 'feedForward';

/** The dropout rate at each place; `attention` is that of the attention's weights. */
export type BodyDropout = Readonly<Record<BodySite, number>>;

export interface RelativePositions {
  /**
   * Distances up to half of this number have separate rows, longer ones share rows by their
   * logarithm.
   */
  readonly buckets: number;
  readonly longest: number;
  /** Whether queries and keys of positions use the projections of the words. */
  readonly sharesProjections: boolean;
  readonly hasNorm: boolean;
}

/** What distinguishes one ModernBERT from another (Warner et al. 2024, arXiv 2412.13663). */
export interface ModernSettings {
  /** Whether each layer's attention is global; the others see `window` tokens to each side. */
  readonly isGlobal: readonly boolean[];
  readonly window: number;
  /** The base of the rotary embedding's wavelengths, of global and of local layers. */
  readonly globalTheta: number;
  readonly localTheta: number;
  /** Which layers have a bias. */
  readonly biases: Readonly<Record<'attention' | 'mlp' | 'norm' | 'classifier', boolean>>;
  /** The activation of the gated layers; the heads have another. */
  readonly activation: Activation;
  readonly headActivation: Activation;
  /** Whether the classifier reads the first token or the mean of all. */
  readonly pooling: 'first' | 'mean';
}

const bertFields = {
  vocab_size: vocabulary,
  hidden_size: width,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  intermediate_size: inner,
  max_position_embeddings: positions,
  hidden_act: gelu,
  hidden_dropout_prob: rate.default(0.1),
  attention_probs_dropout_prob: rate.default(0.1),
  classifier_dropout: rate.nullish(),
  initializer_range: z.number().positive().default(0.02),
};

/**
 * The parts of Hugging Face's config.json files that decide a graph; any other value is rejected.
 */
const schema = z.discriminatedUnion('model_type', [
  z.object({
    model_type: z.literal('bert'),
    ...bertFields,
    type_vocab_size: types,
    layer_norm_eps: z.number().positive().default(1e-12),
    position_embedding_type: z.literal('absolute').default('absolute'),
  }),
  z.object({
    model_type: z.enum(['roberta', 'xlm-roberta', 'camembert']),
    ...bertFields,
    type_vocab_size: types,
    layer_norm_eps: z.number().positive().default(1e-5),
    pad_token_id: z.int().min(0).max(1024).default(1),
    position_embedding_type: z.literal('absolute').default('absolute'),
  }),
  z.object({
    model_type: z.literal('distilbert'),
    vocab_size: vocabulary,
    dim: width,
    n_layers: layers,
    n_heads: heads,
    hidden_dim: inner,
    max_position_embeddings: positions,
    activation: gelu,
    dropout: rate.default(0.1),
    attention_dropout: rate.default(0.1),
    seq_classif_dropout: rate.default(0.2),
    qa_dropout: rate.default(0.1),
    initializer_range: z.number().positive().default(0.02),
    sinusoidal_pos_embds: z.literal(false).default(false),
  }),
  z.object({
    model_type: z.literal('deberta-v2'),
    ...bertFields,
    type_vocab_size: z.literal(0).default(0),
    layer_norm_eps: z.number().positive().default(1e-7),
    relative_attention: z.literal(true),
    position_biased_input: z.literal(false),
    pos_att_type: z
      .union([z.string().transform((text) => text.split('|')), z.array(z.string())])
      .refine((types) => types.toSorted().join() === 'c2p,p2c', 'only p2c|c2p is known'),
    position_buckets: upTo(4096),
    max_relative_positions: z.int().max(262_144).default(-1),
    norm_rel_ebd: z.enum(['none', 'layer_norm']).default('none'),
    share_att_key: z.boolean().default(false),
    conv_kernel_size: z.literal(0).optional(),
    pooler_dropout: rate.default(0),
    pooler_hidden_act: gelu,
    cls_dropout: rate.nullish(),
  }),
  modernBertSchema,
]);

/** What a model's weights say of tokens, whatever the model is used for. */
const TOKEN_IDS = ['pad_token_id', 'bos_token_id', 'eos_token_id', 'cls_token_id', 'sep_token_id'];

/**
 * The fields of a config.json that describe the body. The others are of the base's own task, code or
 * precision (`problem_type`, `finetuning_task`, `auto_map`, `torch_dtype`), which another head has not.
 * @param json of a config that `parseEncoderConfig` accepts
 */
export function bodyFields(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const option = schema.options.find(
    ({ shape }) => shape.model_type.safeParse(json.model_type).success,
  );
  const known = [...Object.keys(option?.shape ?? {}), ...TOKEN_IDS];
  return Object.fromEntries(Object.entries(json).filter(([name]) => known.includes(name)));
}

/**
 * @param json the parsed config.json
 * @param file its path, for the error
 * @throws BadInput that names the field that is missing or unsupported
 */
export function parseEncoderConfig(json: unknown, file: string): EncoderConfig {
  const result = schema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new BadInput(
      `${file}: the field ${issue.path.join('.') || '(root)'} is not supported: ${issue.message}. ` +
        'Stillroom trains BERT, MiniLM, RoBERTa, XLM-RoBERTa, CamemBERT, DistilBERT, DeBERTa-v2/v3 and ModernBERT ' +
        'models; choose one of those.',
    );
  }
  const config = fromJson(result.data);
  if (config.hidden % config.heads !== 0) {
    throw new BadInput(
      `${file}: the hidden size ${config.hidden} is not a multiple of num_attention_heads ` +
        `(DistilBERT: n_heads) ${config.heads}.`,
    );
  }
  return config;
}

/** The rates of the families that distinguish only the attention's weights from the rest. */
export function dropoutOf(hidden: number, attention = hidden): BodyDropout {
  return { embeddings: hidden, attention, attentionOutput: hidden, feedForward: hidden };
}

function fromJson(json: z.output<typeof schema>): EncoderConfig {
  if (json.model_type === 'modernbert') return modernBertConfig(json);
  if (json.model_type === 'distilbert') {
    return {
      type: 'distilbert',
      vocabulary: json.vocab_size,
      hidden: json.dim,
      layers: json.n_layers,
      heads: json.n_heads,
      intermediate: json.hidden_dim,
      positions: json.max_position_embeddings,
      firstPosition: 0,
      tokenTypes: 0,
      // not in the file: modeling_distilbert.py
      epsilon: 1e-12,
      dropout: dropoutOf(json.dropout, json.attention_dropout),
      headDropout: json.seq_classif_dropout,
      spanDropout: json.qa_dropout,
      initializerRange: json.initializer_range,
      relative: null,
      modern: null,
    };
  }
  const firstPosition = 'pad_token_id' in json ? json.pad_token_id + 1 : 0;
  return {
    type: json.model_type,
    vocabulary: json.vocab_size,
    hidden: json.hidden_size,
    layers: json.num_hidden_layers,
    heads: json.num_attention_heads,
    intermediate: json.intermediate_size,
    positions: json.max_position_embeddings - firstPosition,
    firstPosition,
    tokenTypes: json.type_vocab_size,
    epsilon: json.layer_norm_eps,
    dropout: dropoutOf(json.hidden_dropout_prob, json.attention_probs_dropout_prob),
    headDropout:
      (json.model_type === 'deberta-v2' ? json.cls_dropout : json.classifier_dropout) ??
      json.hidden_dropout_prob,
    spanDropout: 0,
    initializerRange: json.initializer_range,
    relative:
      json.model_type === 'deberta-v2'
        ? {
            buckets: json.position_buckets,
            longest:
              json.max_relative_positions < 1
                ? json.max_position_embeddings
                : json.max_relative_positions,
            sharesProjections: json.share_att_key,
            hasNorm: json.norm_rel_ebd === 'layer_norm',
          }
        : null,
    modern: null,
  };
}
