import {
  Graph,
  gradients,
  logSoftmax,
  multiply,
  negate,
  reduceSum,
  type Tensor,
} from '../autodiff/autodiff.ts';
import { buildEncoderBody } from '../transformer/buildEncoderBody.ts';
import { type BodyRequest, tokenInputs, WORD_TABLE } from '../transformer/encoderBody.ts';
import type { BodySite, EncoderConfig } from '../transformer/encoderConfig.ts';
import { type Dropout, type DropoutMask, maskedDropout } from '../transformer/maskedDropout.ts';
import { meanPooled } from '../transformer/meanPooled.ts';
import { weightBook } from '../transformer/weightBook.ts';
import { classificationHead, meanHead, tokensOfHead } from './classificationHead.ts';
import { spanHead } from './spanHead.ts';

export interface ClassifierShape {
  readonly config: EncoderConfig;
  /** Number of labels, 2 or more. */
  readonly classes: number;
  /** 'mean' reads the mean of all tokens by a linear head; otherwise the family's head reads the first. */
  readonly pooling?: 'mean' | undefined;
}

/** A student that finds the answer to a question in a text. */
export interface SpanShape {
  readonly config: EncoderConfig;
  readonly head: 'span';
}

export type StudentShape = ClassifierShape | SpanShape;

/**
 * The logits, float32[B, classes] for labels, or float32[B, 2, S] for answers: how likely each
 * token starts and ends the answer. Also every weight of body and head by name.
 */
interface Student {
  readonly logits: Tensor;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly wordRows: Tensor;
}

/** Dropout rates of the places in the body, and of the head: each a multiple of 1/256. */
export type DropRates = Readonly<Record<BodySite | 'head', number>>;

/** One training step without its optimizer: its inputs and outputs. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** uint8 masks, one for each dropout, in the order in which they are drawn. */
  readonly masks: readonly DropoutMask[];
  /** The target distributions, of the logits' shape. */
  readonly targets: Tensor;
  readonly loss: Tensor;
  readonly logits: Tensor;
  /** The gradient of each parameter except the word table. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** The gradient of the gathered word embeddings, float32[B, S, H]. */
  readonly wordRowGradients: Tensor;
}

/** Logits from token ids: Hugging Face's `…ForSequenceClassification` or `…ForQuestionAnswering`. */
export function buildStudent(shape: StudentShape): {
  graph: Graph;
  logits: Tensor;
  parameters: ReadonlyMap<string, Tensor>;
} {
  const graph = new Graph();
  const { logits, parameters } = forward(graph, shape);
  return { graph, logits, parameters };
}

/**
 * Forward and backward pass of one batch.
 *
 * It has two inputs in addition to the tokens: `targets`, the distributions that the logits should
 * match, and `weights` float32[B]. The loss is the weighted sum of the cross-entropies, so weights
 * of 1/B make it the mean; for an answer's start and end it takes the mean of both, as Hugging Face
 * does.
 */
export function buildTrainingStep(shape: StudentShape, rates: DropRates): TrainingGraph {
  const graph = new Graph();
  const weights = graph.input('weights', 'float32', ['B']);
  const masks: DropoutMask[] = [];
  const at = (site: BodySite | 'head') => maskedDropout(graph, rates[site], masks);
  const drops = {
    body: {
      embeddings: at('embeddings'),
      attention: at('attention'),
      attentionOutput: at('attentionOutput'),
      feedForward: at('feedForward'),
    },
    head: at('head'),
  };
  const { logits, parameters, wordRows } = forward(graph, shape, drops);
  const targets = graph.input('targets', 'float32', logits.shape);
  const chosen = multiply(graph, logSoftmax(graph, logits), targets);
  const crossEntropy =
    'head' in shape
      ? multiply(graph, reduceSum(graph, chosen, [1, 2]), graph.scalar(-1 / 2))
      : negate(graph, reduceSum(graph, chosen, [1]));
  const loss = reduceSum(graph, multiply(graph, crossEntropy, weights), [0]);
  const dense = [...parameters].filter(([name]) => name !== WORD_TABLE);
  const wanted = [wordRows, ...dense.map(([, tensor]) => tensor)];
  const [wordRowGradients, ...denseGradients] = gradients(graph, loss, wanted);
  return {
    graph,
    parameters,
    masks,
    targets,
    loss,
    logits,
    gradients: new Map(dense.map(([name], index) => [name, denseGradients[index]!])),
    wordRowGradients: wordRowGradients!,
  };
}

const keepAll: Dropout = (x) => x;

function forward(
  graph: Graph,
  shape: StudentShape,
  drops?: { readonly body: BodyRequest['drop']; readonly head: Dropout },
): Student {
  const { config } = shape;
  const book = weightBook(graph);
  const isSpan = 'head' in shape;
  const isMean = !isSpan && shape.pooling === 'mean';
  const inputs = tokenInputs(graph);
  const { hidden, wordRows } = buildEncoderBody({
    graph,
    config,
    inputs,
    book,
    ...(drops ? { drop: drops.body } : {}),
    wanted: isSpan || isMean ? 'all' : tokensOfHead(config),
  });
  const { attentionMask } = inputs;
  const request = { graph, config, book, attentionMask, drop: drops?.head ?? keepAll };
  if (isMean) {
    const features = meanPooled(graph, hidden, attentionMask, config.hidden);
    const logits = meanHead(features, { ...request, classes: shape.classes });
    return { logits, parameters: book.parameters, wordRows };
  }
  const logits = isSpan
    ? spanHead(hidden, request)
    : classificationHead(hidden, { ...request, classes: shape.classes });
  return { logits, parameters: book.parameters, wordRows };
}
