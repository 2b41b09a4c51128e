import { z } from 'zod';
import { configLimits } from './configLimits.ts';
import type { EncoderConfig } from './encoderConfig.ts';

const { vocabulary, width, layers, heads, inner, positions, rate, upTo } = configLimits;

const activation = z.enum(['gelu', 'silu']).default('gelu');
const isSet = z.boolean().default(false);
const theta = z.number().positive();
const rotary = z.object({
  rope_type: z.literal('default').default('default'),
  rope_theta: theta.optional(),
});

/** The names that transformers 5 gives the two kinds of layers. */
const GLOBAL = 'full_attention';
const LOCAL = 'sliding_attention';

/**
 * ModernBERT's config.json (transformers, configuration_modernbert.py). Up to version 4 it has
 * `global_attn_every_n_layers`, `global_rope_theta` and `local_rope_theta`; since version 5 it
 * has `layer_types` and `rope_parameters` instead, which come first where a file has both.
 */
export const modernBertSchema = z
  .object({
    model_type: z.literal('modernbert'),
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: inner,
    max_position_embeddings: positions,
    hidden_activation: activation,
    norm_eps: z.number().positive().default(1e-5),
    initializer_range: z.number().positive().default(0.02),
    global_attn_every_n_layers: layers.default(3),
    layer_types: z.array(z.enum([GLOBAL, LOCAL])).nullish(),
    local_attention: upTo(262_144).default(128),
    global_rope_theta: theta.default(160_000),
    local_rope_theta: theta.nullable().default(10_000),
    rope_scaling: z.null().optional(),
    rope_parameters: z.object({ [GLOBAL]: rotary.nullish(), [LOCAL]: rotary.nullish() }).nullish(),
    attention_bias: isSet,
    mlp_bias: isSet,
    norm_bias: isSet,
    classifier_bias: isSet,
    classifier_activation: activation,
    classifier_pooling: z.enum(['cls', 'mean']).default('cls'),
    attention_dropout: rate.default(0),
    embedding_dropout: rate.default(0),
    mlp_dropout: rate.default(0),
    classifier_dropout: rate.default(0),
  })
  .refine(
    ({ layer_types, num_hidden_layers }) =>
      (layer_types ?? Array(num_hidden_layers)).length === num_hidden_layers,
    {
      path: ['layer_types'],
      message: 'it names another number of layers than num_hidden_layers',
    },
  )
  .refine(({ hidden_size, num_attention_heads }) => (hidden_size / num_attention_heads) % 2 !== 1, {
    path: ['num_attention_heads'],
    message: 'a head has an odd width, which no rotary embedding halves',
  });

type ModernBertJson = z.output<typeof modernBertSchema>;

export function modernBertConfig(json: ModernBertJson): EncoderConfig {
  const everyNth = Array.from(
    { length: json.num_hidden_layers },
    (_, layer) => layer % json.global_attn_every_n_layers === 0,
  );
  const { [GLOBAL]: global, [LOCAL]: local } = json.rope_parameters ?? {};
  const globalTheta = global?.rope_theta ?? json.global_rope_theta;
  return {
    type: 'modernbert',
    vocabulary: json.vocab_size,
    hidden: json.hidden_size,
    layers: json.num_hidden_layers,
    heads: json.num_attention_heads,
    intermediate: json.intermediate_size,
    positions: json.max_position_embeddings,
    firstPosition: 0,
    tokenTypes: 0,
    epsilon: json.norm_eps,
    dropout: {
      embeddings: json.embedding_dropout,
      attention: json.attention_dropout,
      attentionOutput: json.attention_dropout,
      feedForward: json.mlp_dropout,
    },
    headDropout: json.classifier_dropout,
    spanDropout: json.classifier_dropout,
    initializerRange: json.initializer_range,
    relative: null,
    modern: {
      isGlobal: json.layer_types?.map((type) => type === GLOBAL) ?? everyNth,
      window: Math.floor(json.local_attention / 2),
      globalTheta,
      localTheta: local?.rope_theta ?? json.local_rope_theta ?? globalTheta,
      biases: {
        attention: json.attention_bias,
        mlp: json.mlp_bias,
        norm: json.norm_bias,
        classifier: json.classifier_bias,
      },
      activation: json.hidden_activation,
      headActivation: json.classifier_activation,
      pooling: json.classifier_pooling === 'mean' ? 'mean' : 'first',
    },
  };
}
