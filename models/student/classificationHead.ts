import { type Graph, gelu, relu, type Tensor, tanh } from '../autodiff/autodiff.ts';
import { MODERN_WORD_TABLE, WORD_TABLE } from '../transformer/encoderBody.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { Dropout } from '../transformer/maskedDropout.ts';
import { meanOfTokens } from '../transformer/meanOfTokens.ts';
import type { WeightBook } from '../transformer/weightBook.ts';
import { modernHead } from './modernHead.ts';

interface HeadRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly classes: number;
  readonly attentionMask: Tensor;
  readonly book: WeightBook;
  readonly drop: Dropout;
}

/** The tokens that the family's own head reads; a ModernBERT may read the mean of all. */
export function tokensOfHead({ modern }: EncoderConfig): 'all' | 'first' {
  return modern?.pooling === 'mean' ? 'all' : 'first';
}

/**
 * Maps the last layer's tokens to float32[B, classes]: Hugging Face's `…ForSequenceClassification`
 * of each family.
 * @param read those of `tokensOfHead`: float32[B, H], or float32[B*S, H]
 */
export function classificationHead(
  read: Tensor,
  { graph, config, classes, attentionMask, book, drop }: HeadRequest,
): Tensor {
  const { hidden: H } = config;
  const dense = (x: Tensor, name: string, to: number) => book.linear(x, name, H, to);
  switch (config.type) {
    case 'bert':
      return dense(drop(tanh(graph, dense(read, 'pooler.dense', H))), 'classifier', classes);
    case 'roberta':
    case 'xlm-roberta':
    case 'camembert': {
      const inner = tanh(graph, dense(drop(read), 'classifier.dense', H));
      return dense(drop(inner), 'classifier.out_proj', classes);
    }
    case 'distilbert': {
      const inner = relu(graph, dense(read, 'pre_classifier', H));
      return dense(drop(inner), 'classifier', classes);
    }
    case 'deberta-v2':
      return dense(drop(gelu(graph, dense(read, 'pooler.dense', H))), 'classifier', classes);
    case 'modernbert': {
      const isMean = tokensOfHead(config) === 'all';
      const pooled = isMean ? meanOfTokens(graph, read, attentionMask, H) : read;
      const inner = modernHead(pooled, { graph, config, book });
      return dense(drop(inner), 'classifier', classes);
    }
  }
}

/** Maps mean-pooled features, float32[B, H], to float32[B, classes]. */
export function meanHead(features: Tensor, { config, classes, book, drop }: HeadRequest): Tensor {
  return book.linear(drop(features), MEAN_HEAD, config.hidden, classes);
}

/**
 * The linear head on mean-pooled features. Its name is none of Hugging Face's, so that transformers
 * does not take it for the head of a class that reads the first token.
 */
export const MEAN_HEAD = 'mean_head';

/**
 * The names of weights that a body's file may lack, and that are then newly initialized. ModernBERT's
 * `head` is that of its masked language model, so its published files have it.
 */
export const HEAD_WEIGHTS = /^(pooler|pre_classifier|head|classifier|qa_outputs|mean_head)\./;

/**
 * The last layer of either head: it belongs to a task, and is newly initialized for each training.
 */
export const TASK_WEIGHTS = /^(classifier|qa_outputs|mean_head)\./;

/** The layer that gives the logits of labels; RoBERTa's classifier has another before it. */
export const LOGIT_WEIGHTS = /^(classifier|classifier\.out_proj|mean_head)\.(weight|bias)$/;

interface FamilyNames {
  /** The prefix of a body's weights in a file of a whole model. */
  readonly prefix: string;
  /** The prefix of `ForSequenceClassification` and `ForQuestionAnswering`. */
  readonly name: string;
  /** Weights of the body without a prefix: DeBERTa's pooler belongs to its classifier. */
  readonly outside: RegExp;
  /** The file's name of the word table. */
  readonly wordTable: string;
}

/** Hugging Face's names for each family's classes and weights. */
export const FAMILIES: Readonly<Record<EncoderConfig['type'], FamilyNames>> = {
  bert: {
    prefix: 'bert.',
    name: 'Bert',
    outside: TASK_WEIGHTS,
    wordTable: WORD_TABLE,
  },
  roberta: {
    prefix: 'roberta.',
    name: 'Roberta',
    outside: TASK_WEIGHTS,
    wordTable: WORD_TABLE,
  },
  'xlm-roberta': {
    prefix: 'roberta.',
    name: 'XLMRoberta',
    outside: TASK_WEIGHTS,
    wordTable: WORD_TABLE,
  },
  camembert: {
    prefix: 'roberta.',
    name: 'Camembert',
    outside: TASK_WEIGHTS,
    wordTable: WORD_TABLE,
  },
  distilbert: {
    prefix: 'distilbert.',
    name: 'DistilBert',
    outside: /^(pre_classifier|classifier|qa_outputs|mean_head)\./,
    wordTable: WORD_TABLE,
  },
  'deberta-v2': {
    prefix: 'deberta.',
    name: 'DebertaV2',
    outside: /^(pooler|classifier|qa_outputs|mean_head)\./,
    wordTable: WORD_TABLE,
  },
  modernbert: {
    prefix: 'model.',
    name: 'ModernBert',
    outside: /^(head|classifier|mean_head)\./,
    wordTable: MODERN_WORD_TABLE,
  },
};
