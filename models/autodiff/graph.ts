import type { Attributes, Operator } from './operator.ts';
import { type Dim, type DType, elementCount, type Tensor } from './tensor.ts';

export interface Node {
  readonly operator: Operator;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
}

export interface Constant {
  readonly tensor: Tensor;
  readonly data: readonly number[];
}

/**
 * A dataflow graph under construction, in evaluation order.
 *
 * Every handle that it returns has a dtype and a shape, checked as the graph grows, so that a
 * mistake surfaces at the line that made it and not inside the runtime.
 */
export class Graph {
  /** A prefix for generated names, because the names of a nested graph must be unique. */
  readonly prefix: string;
  /** Tensors of the enclosing graph that its nodes read. */
  readonly captured: Tensor[] = [];
  readonly inputs: Tensor[] = [];
  readonly parameters: Tensor[] = [];
  readonly constants = new Map<string, Constant>();
  readonly nodes: Node[] = [];
  readonly #producers = new Map<string, Node>();
  readonly #sizes = new Map<string, Tensor>();
  readonly #names = new Set<string>();

  constructor(prefix = '') {
    this.prefix = prefix;
  }

  /**
   * Lets the nodes of this graph, which will be nested in another, read a tensor of the outer
   * graph.
   */
  capture(outer: Tensor): Tensor {
    this.#claim(outer.name);
    this.captured.push(outer);
    return outer;
  }

  /** A value that differs between calls: token ids, labels, dropout masks. */
  input(name: string, dtype: DType, shape: readonly Dim[]): Tensor {
    const tensor = this.#declare(name, dtype, shape);
    this.inputs.push(tensor);
    return tensor;
  }

  /** A trainable weight: an input of a training graph, stored inside the file of an exported one. */
  parameter(name: string, shape: readonly number[], dtype: DType = 'float32'): Tensor {
    const tensor = this.#declare(name, dtype, shape);
    this.parameters.push(tensor);
    return tensor;
  }

  /** Equal constants are stored once. A shape of `[]` is a scalar. */
  constant(data: readonly number[], dtype: DType = 'float32', shape?: readonly number[]): Tensor {
    const dims = shape ?? [data.length];
    if (elementCount(dims) !== String(data.length)) {
      throw new RangeError(`${data.length} values do not fill [${dims.join(', ')}]`);
    }
    const key = `${dtype}[${dims.join(',')}]${data.join(',')}`;
    const known = this.constants.get(key);
    if (known) return known.tensor;
    const tensor = this.#declare(`${this.prefix}constant_${this.constants.size}`, dtype, dims);
    this.constants.set(key, { tensor, data });
    return tensor;
  }

  scalar(value: number): Tensor {
    return this.constant([value], 'float32', []);
  }

  /** Records one application of an operator and returns its outputs. */
  apply(operator: Operator, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor[] {
    const outputs = operator.infer(inputs, attributes).map((type, index) => {
      const suffix = index === 0 ? '' : `_${index}`;
      return this.#declare(
        `${this.prefix}${operator.type}_${this.nodes.length}${suffix}`,
        type.dtype,
        type.shape,
      );
    });
    const node: Node = { operator, inputs, outputs, attributes };
    this.nodes.push(node);
    for (const output of outputs) this.#producers.set(output.name, node);
    return outputs;
  }

  /** The node that computes a tensor; undefined for inputs, parameters and constants. */
  producerOf(tensor: Tensor): Node | undefined {
    return this.#producers.get(tensor.name);
  }

  /** Records the tensor that holds a named axis' size at run time; see operators/shape.ts. */
  rememberSize(dim: string, make: () => Tensor): Tensor {
    const known = this.#sizes.get(dim);
    if (known) return known;
    const size = make();
    this.#sizes.set(dim, size);
    return size;
  }

  #declare(name: string, dtype: DType, shape: readonly Dim[]): Tensor {
    this.#claim(name);
    return { name, dtype, shape };
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new RangeError(`the graph already has a tensor named ${name}`);
    this.#names.add(name);
  }
}
