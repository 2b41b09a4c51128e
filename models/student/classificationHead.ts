import { type Graph, gelu, relu, type Tensor, tanh } from '../autodiff/autodiff.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { Dropout } from '../transformer/maskedDropout.ts';
import type { WeightBook } from '../transformer/weightBook.ts';

interface HeadRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly classes: number;
  readonly book: WeightBook;
  readonly drop: Dropout;
}

/**
 * Maps the last layer's first tokens, float32[B, H], to float32[B, classes]: Hugging Face's
 * `…ForSequenceClassification` of each family.
 */
export function classificationHead(
  first: Tensor,
  { graph, config, classes, book, drop }: HeadRequest,
): Tensor {
  const { hidden: H } = config;
  const dense = (x: Tensor, name: string, to: number) => book.linear(x, name, H, to);
  switch (config.type) {
    case 'bert':
      return dense(drop(tanh(graph, dense(first, 'pooler.dense', H))), 'classifier', classes);
    case 'roberta': {
      const inner = tanh(graph, dense(drop(first), 'classifier.dense', H));
      return dense(drop(inner), 'classifier.out_proj', classes);
    }
    case 'distilbert': {
      const inner = relu(graph, dense(first, 'pre_classifier', H));
      return dense(drop(inner), 'classifier', classes);
    }
    case 'deberta-v2':
      return dense(drop(gelu(graph, dense(first, 'pooler.dense', H))), 'classifier', classes);
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

/** The names of weights that a body's file may lack, and that are then newly initialized. */
export const HEAD_WEIGHTS = /^(pooler|pre_classifier|classifier|qa_outputs|mean_head)\./;

/**
 * The last layer of either head: it belongs to a task, and is newly initialized for each training.
 */
export const TASK_WEIGHTS = /^(classifier|qa_outputs|mean_head)\./;

interface FamilyNames {
  /** The prefix of a body's weights in a file of a whole model. */
  readonly prefix: string;
  /** The prefix of `ForSequenceClassification` and `ForQuestionAnswering`. */
  readonly name: string;
  /** Weights of the body without a prefix: DeBERTa's pooler belongs to its classifier. */
  readonly outside: RegExp;
}

/** Hugging Face's names for each family's classes and weights. */
export const FAMILIES: Readonly<Record<EncoderConfig['type'], FamilyNames>> = {
  bert: {
    prefix: 'bert.',
    name: 'Bert',
    outside: TASK_WEIGHTS,
  },
  roberta: {
    prefix: 'roberta.',
    name: 'Roberta',
    outside: TASK_WEIGHTS,
  },
  distilbert: {
    prefix: 'distilbert.',
    name: 'DistilBert',
    outside: /^(pre_classifier|classifier|qa_outputs|mean_head)\./,
  },
  'deberta-v2': {
    prefix: 'deberta.',
    name: 'DebertaV2',
    outside: /^(pooler|classifier|qa_outputs|mean_head)\./,
  },
};
