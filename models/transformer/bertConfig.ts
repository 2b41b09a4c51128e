import { z } from 'zod';
import { BadInput } from '../badInput.ts';

/** The part of a Hugging Face config.json that decides a BERT's graph. */
const schema = z.object({
  model_type: z.literal('bert'),
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  type_vocab_size: z.int().positive(),
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_act: z.literal('gelu').default('gelu'),
  hidden_dropout_prob: z.number().min(0).max(0.9).default(0.1),
  attention_probs_dropout_prob: z.number().min(0).max(0.9).default(0.1),
  initializer_range: z.number().positive().default(0.02),
  position_embedding_type: z.literal('absolute').default('absolute'),
});

export interface BertConfig {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly positions: number;
  readonly tokenTypes: number;
  readonly epsilon: number;
  /** The papers and Hugging Face have one rate in practice; the larger of the two is used. */
  readonly dropout: number;
  readonly initializerRange: number;
}

/**
 * @param json the parsed config.json
 * @param file its path, for the error
 * @throws BadInput that names the field that is missing or unsupported
 */
export function parseBertConfig(json: unknown, file: string): BertConfig {
  const result = schema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new BadInput(
      `${file}: the field ${issue.path.join('.') || '(root)'} is not supported: ${issue.message}. ` +
        'Stillroom trains BERT and MiniLM models so far; choose one of those.',
    );
  }
  const config = result.data;
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw new BadInput(
      `${file}: hidden_size ${config.hidden_size} is not a multiple of num_attention_heads ` +
        `${config.num_attention_heads}.`,
    );
  }
  return {
    vocabulary: config.vocab_size,
    hidden: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    intermediate: config.intermediate_size,
    positions: config.max_position_embeddings,
    tokenTypes: config.type_vocab_size,
    epsilon: config.layer_norm_eps,
    dropout: Math.max(config.hidden_dropout_prob, config.attention_probs_dropout_prob),
    initializerRange: config.initializer_range,
  };
}
