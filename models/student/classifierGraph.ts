import {
  Graph,
  gemm,
  gradients,
  logSoftmax,
  multiply,
  negate,
  oneHot,
  reduceSum,
  type Tensor,
  tanh,
} from '../autodiff/autodiff.ts';
import {
  type BertBody,
  type BertInputs,
  bertInputs,
  buildBert,
  type Dropout,
  maskedDropout,
  WORD_TABLE,
} from '../transformer/bert.ts';
import type { BertConfig } from '../transformer/bertConfig.ts';

export interface ClassifierShape {
  readonly config: BertConfig;
  /** Number of labels, 2 or more. */
  readonly classes: number;
}

/** float32[B, classes] for a batch, and every weight of body and head by name. */
interface Classifier {
  readonly logits: Tensor;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly wordRows: Tensor;
}

/** One training step without its optimizer: what goes in, and what is to be read. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** uint8 masks, one at each dropout, in the order in which they are drawn. */
  readonly masks: readonly Tensor[];
  readonly loss: Tensor;
  readonly logits: Tensor;
  /** The gradient of each parameter but the word table. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** The gradient of the gathered word embeddings, float32[B, S, H]. */
  readonly wordRowGradients: Tensor;
}

/** Logits from token ids: Hugging Face's BertForSequenceClassification. */
export function buildClassifier({ config, classes }: ClassifierShape): {
  graph: Graph;
  logits: Tensor;
  parameters: ReadonlyMap<string, Tensor>;
} {
  const graph = new Graph();
  const { logits, parameters } = classify(graph, bertInputs(graph), { config, classes });
  return { graph, logits, parameters };
}

/**
 * Forward and backward pass of one batch.
 *
 * Inputs beside BERT's: `labels` int64[B] and `weights` float32[B]. The loss is the weighted sum of
 * the cross-entropies, so weights of 1/B make it the mean.
 * @param dropRate probability to drop, a multiple of 1/256; 0 builds no dropout at all
 */
export function buildTrainingStep(shape: ClassifierShape, dropRate: number): TrainingGraph {
  const graph = new Graph();
  const inputs = bertInputs(graph);
  const labels = graph.input('labels', 'int64', ['B']);
  const weights = graph.input('weights', 'float32', ['B']);
  const { drop, masks } =
    dropRate > 0 ? maskedDropout(graph, 1 - dropRate) : { drop: undefined, masks: [] };
  const { logits, parameters, wordRows } = classify(graph, inputs, shape, drop);
  const chosen = multiply(graph, logSoftmax(graph, logits), oneHot(graph, labels, shape.classes));
  const crossEntropy = negate(graph, reduceSum(graph, chosen, [1]));
  const loss = reduceSum(graph, multiply(graph, crossEntropy, weights), [0]);
  const dense = [...parameters].filter(([name]) => name !== WORD_TABLE);
  const wanted = [wordRows, ...dense.map(([, tensor]) => tensor)];
  const [wordRowGradients, ...denseGradients] = gradients(graph, loss, wanted);
  return {
    graph,
    parameters,
    masks,
    loss,
    logits,
    gradients: new Map(dense.map(([name], index) => [name, denseGradients[index]!])),
    wordRowGradients: wordRowGradients!,
  };
}

function classify(
  graph: Graph,
  inputs: BertInputs,
  { config, classes }: ClassifierShape,
  drop: Dropout = (x) => x,
): Classifier {
  const body: BertBody = buildBert(graph, config, inputs, drop, 'first');
  const parameters = new Map(body.parameters);
  const H = config.hidden;
  const dense = (x: Tensor, name: string, to: number) => {
    const weight = graph.parameter(`${name}.weight`, [to, H]);
    const bias = graph.parameter(`${name}.bias`, [to]);
    parameters.set(weight.name, weight).set(bias.name, bias);
    return gemm(graph, x, weight, bias, { transB: true });
  };
  const pooled = drop(tanh(graph, dense(body.hidden, 'pooler.dense', H)));
  return { logits: dense(pooled, 'classifier', classes), parameters, wordRows: body.wordRows };
}
