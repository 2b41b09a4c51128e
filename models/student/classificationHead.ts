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
 * float32[B, classes] of the last layer's first tokens, float32[B, H]: Hugging Face's
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

/** The names of weights that a body's file may lack, and that are then drawn anew. */
export const HEAD_WEIGHTS = /^(pooler|pre_classifier|classifier)\./;

interface FamilyNames {
  /** Before the names of a body's weights in a file of a whole model. */
  readonly prefix: string;
  readonly architecture: string;
  /** Weights of the body that bear no prefix: DeBERTa's pooler belongs to its classifier. */
  readonly outside: RegExp;
}

/** How Hugging Face names each family's classifier. */
export const FAMILIES: Readonly<Record<EncoderConfig['type'], FamilyNames>> = {
  bert: {
    prefix: 'bert.',
    architecture: 'BertForSequenceClassification',
    outside: /^classifier\./,
  },
  roberta: {
    prefix: 'roberta.',
    architecture: 'RobertaForSequenceClassification',
    outside: /^classifier\./,
  },
  distilbert: {
    prefix: 'distilbert.',
    architecture: 'DistilBertForSequenceClassification',
    outside: /^(pre_)?classifier\./,
  },
  'deberta-v2': {
    prefix: 'deberta.',
    architecture: 'DebertaV2ForSequenceClassification',
    outside: /^(pooler|classifier)\./,
  },
};
