import {
  Graph,
  gradients,
  logSoftmax,
  multiply,
  negate,
  oneHot,
  reduceSum,
  type Tensor,
} from '../autodiff/autodiff.ts';
import {
  buildEncoderBody,
  type TokenInputs,
  tokenInputs,
  WORD_TABLE,
} from '../transformer/encoderBody.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import { type Dropout, maskedDropout } from '../transformer/maskedDropout.ts';
import { weightBook } from '../transformer/weightBook.ts';
import { classificationHead } from './classificationHead.ts';

export interface ClassifierShape {
  readonly config: EncoderConfig;
  /** Number of labels, 2 or more. */
  readonly classes: number;
}

/** float32[B, classes] for a batch, and every weight of body and head by name. */
interface Classifier {
  readonly logits: Tensor;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly wordRows: Tensor;
}

/** Probabilities to drop, each a multiple of 1/256; 0 builds no dropout at all. */
export interface DropRates {
  readonly body: number;
  readonly head: number;
}

/** One training step without its optimizer: what goes in, and what is to be read. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** uint8 masks, one at each dropout, in the order in which they are drawn. */
  readonly masks: { readonly body: readonly Tensor[]; readonly head: readonly Tensor[] };
  readonly loss: Tensor;
  readonly logits: Tensor;
  /** The gradient of each parameter but the word table. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** The gradient of the gathered word embeddings, float32[B, S, H]. */
  readonly wordRowGradients: Tensor;
}

/** Logits from token ids: Hugging Face's `…ForSequenceClassification`. */
export function buildClassifier(shape: ClassifierShape): {
  graph: Graph;
  logits: Tensor;
  parameters: ReadonlyMap<string, Tensor>;
} {
  const graph = new Graph();
  const { logits, parameters } = classify(graph, tokenInputs(graph), shape);
  return { graph, logits, parameters };
}

/**
 * Forward and backward pass of one batch.
 *
 * Inputs beside the tokens': `labels` int64[B] and `weights` float32[B]. The loss is the weighted sum of
 * the cross-entropies, so weights of 1/B make it the mean.
 */
export function buildTrainingStep(shape: ClassifierShape, rates: DropRates): TrainingGraph {
  const graph = new Graph();
  const inputs = tokenInputs(graph);
  const labels = graph.input('labels', 'int64', ['B']);
  const weights = graph.input('weights', 'float32', ['B']);
  const body = maskedDropout(graph, 1 - rates.body);
  const head = maskedDropout(graph, 1 - rates.head, 'head_dropout');
  const drops = { body: body.drop, head: head.drop };
  const { logits, parameters, wordRows } = classify(graph, inputs, shape, drops);
  const chosen = multiply(graph, logSoftmax(graph, logits), oneHot(graph, labels, shape.classes));
  const crossEntropy = negate(graph, reduceSum(graph, chosen, [1]));
  const loss = reduceSum(graph, multiply(graph, crossEntropy, weights), [0]);
  const dense = [...parameters].filter(([name]) => name !== WORD_TABLE);
  const wanted = [wordRows, ...dense.map(([, tensor]) => tensor)];
  const [wordRowGradients, ...denseGradients] = gradients(graph, loss, wanted);
  return {
    graph,
    parameters,
    masks: { body: body.masks, head: head.masks },
    loss,
    logits,
    gradients: new Map(dense.map(([name], index) => [name, denseGradients[index]!])),
    wordRowGradients: wordRowGradients!,
  };
}

const NO_DROPOUT = { body: (x: Tensor) => x, head: (x: Tensor) => x };

function classify(
  graph: Graph,
  inputs: TokenInputs,
  { config, classes }: ClassifierShape,
  drops: { readonly body: Dropout; readonly head: Dropout } = NO_DROPOUT,
): Classifier {
  const book = weightBook(graph);
  const { body, head } = drops;
  const { hidden, wordRows } = buildEncoderBody({
    ...{ graph, config, inputs, book },
    drop: body,
    wanted: 'first',
  });
  const logits = classificationHead(hidden, { graph, config, classes, book, drop: head });
  return { logits, parameters: book.parameters, wordRows };
}
