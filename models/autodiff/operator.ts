import type { Graph } from './graph.ts';
import type { Tensor, TensorType } from './tensor.ts';

/**
 * A graph that a node computes inside itself; its inputs and outputs are in the operator's order.
 */
export interface Subgraph {
  readonly graph: Graph;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export type AttributeValue =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly subgraph: Subgraph };
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The information that a gradient rule has about the node it differentiates. */
export interface Application {
  readonly graph: Graph;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
}

/**
 * Maps d loss / d output, for the first output, to d loss / d input, one for each input:
 * `undefined` if an input has no gradient (an index, a condition, a shape).
 *
 * A rule may return the gradient in the broadcast shape: the reverse walk sums it back. It need not
 * check whether a gradient is needed, because nodes that no output needs are never encoded.
 */
export type GradientRule = (
  dy: Tensor,
  application: Application,
) => readonly (Tensor | undefined)[];

/**
 * One ONNX operator: how its outputs' types follow from its inputs', and how it is differentiated.
 *
 * `gradient` is not optional, so an operator without a rule does not compile; an operator that
 * cannot be differentiated declares it, and the reverse walk refuses to pass through it.
 */
export interface Operator {
  readonly type: string;
  /** `com.microsoft` for ONNX Runtime's own operators; the standard domain otherwise. */
  readonly domain?: string;
  readonly infer: (inputs: readonly Tensor[], attributes: Attributes) => readonly TensorType[];
  readonly gradient: GradientRule | 'not differentiable';
  /**
   * Recomputes the first output for the gradients that read it. It is meant for outputs that are
   * large and cheap, so that they do not stay in memory from the forward pass to the backward one.
   * It must use different nodes, because ONNX Runtime merges identical computations.
   */
  readonly recompute?: (application: Application) => Tensor;
}
