import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { Constant, Graph, Node } from './graph.ts';
import type { AttributeValue, Subgraph } from './operator.ts';
import type { Dim, DType, Tensor } from './tensor.ts';

/** ONNX Runtime's CUDA kernels match exact operator versions; newer ones fall back to the CPU. */
const OPSET = 18n;
const IR_VERSION = 9n;

const DATA_TYPE: Record<DType, DataType> = {
  float32: DataType.FLOAT,
  int64: DataType.INT64,
  int8: DataType.INT8,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
};

export interface Encoding {
  /** Output names in the file, and the tensors that they refer to. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Parameters stored in the file; those without data become its inputs. */
  readonly weights?: ReadonlyMap<string, Float32Array | Int8Array>;
}

/**
 * A graph as the bytes of an ONNX model. Only what the outputs need is encoded.
 */
export function encodeModel(graph: Graph, { outputs, weights = new Map() }: Encoding): Uint8Array {
  const { nodes, used } = reachable(graph, Object.values(outputs));
  const named = Object.entries(outputs);
  const parameters = graph.parameters.filter((tensor) => used.has(tensor.name));
  const stored = parameters.filter((tensor) => weights.has(tensor.name));
  const fed = parameters.filter((tensor) => !weights.has(tensor.name));
  const inputs = graph.inputs.filter((tensor) => used.has(tensor.name));
  const graphProto = create(GraphProtoSchema, {
    name: 'stillroom',
    node: [...nodes.map(nodeProto), ...identities(named)],
    initializer: [
      ...usedConstants(graph, used),
      ...stored.map((tensor) => weightProto(tensor, weights.get(tensor.name)!)),
    ],
    input: [...inputs, ...fed].map((tensor) => valueInfo(tensor.name, tensor)),
    output: named.map(([name, tensor]) => valueInfo(name, tensor)),
  });
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'stillroom',
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: OPSET }),
      create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }),
    ],
    graph: graphProto,
  });
  return toBinary(ModelProtoSchema, model);
}

/** A graph inside a node: all its inputs are declared, in the operator's order, used or not. */
function subgraphProto({ graph, inputs, outputs }: Subgraph): GraphProto {
  const { nodes, used } = reachable(graph, outputs);
  const named = outputs.map((tensor, index) => [`${graph.prefix}out_${index}`, tensor] as const);
  return create(GraphProtoSchema, {
    name: 'body',
    node: [...nodes.map(nodeProto), ...identities(named)],
    initializer: usedConstants(graph, used),
    input: inputs.map((tensor) => valueInfo(tensor.name, tensor)),
    output: named.map(([name, tensor]) => valueInfo(name, tensor)),
  });
}

/** An output may also be an input, a constant or another output, so each gets a node of its own. */
function identities(named: readonly (readonly [string, Tensor])[]) {
  return named.map(([name, tensor]) =>
    create(NodeProtoSchema, { opType: 'Identity', input: [tensor.name], output: [name] }),
  );
}

function usedConstants(graph: Graph, used: ReadonlySet<string>): TensorProto[] {
  return [...graph.constants.values()]
    .filter(({ tensor }) => used.has(tensor.name))
    .map(constantProto);
}

function reachable(graph: Graph, outputs: readonly Tensor[]): { nodes: Node[]; used: Set<string> } {
  const used = new Set(outputs.map((tensor) => tensor.name));
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => used.has(output.name))) continue;
    nodes.push(node);
    for (const input of node.inputs) used.add(input.name);
    for (const name of readInside(node)) used.add(name);
  }
  return { nodes: nodes.reverse(), used };
}

/** The names of this graph's tensors that the graphs inside a node read. */
function readInside({ attributes }: Node): string[] {
  return Object.values(attributes).flatMap((value) => {
    if (typeof value !== 'object' || !('subgraph' in value)) return [];
    const { graph, outputs } = value.subgraph;
    const { used } = reachable(graph, outputs);
    return graph.captured.map(({ name }) => name).filter((name) => used.has(name));
  });
}

function nodeProto(node: Node) {
  return create(NodeProtoSchema, {
    opType: node.operator.type,
    domain: node.operator.domain ?? '',
    input: node.inputs.map((tensor) => tensor.name),
    output: node.outputs.map((tensor) => tensor.name),
    attribute: Object.entries(node.attributes).map(([name, value]) => attributeProto(name, value)),
  });
}

function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  }
  if ('subgraph' in value) {
    const g = subgraphProto(value.subgraph);
    return create(AttributeProtoSchema, { name, type: AttributeType.GRAPH, g });
  }
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function constantProto({ tensor, data }: Constant): TensorProto {
  return create(TensorProtoSchema, {
    name: tensor.name,
    dataType: DATA_TYPE[tensor.dtype],
    dims: tensor.shape.map(BigInt),
    ...constantData(tensor.dtype, data),
  });
}

/** ONNX stores small integers and booleans in the int32 field. */
function constantData(dtype: DType, data: readonly number[]) {
  if (dtype === 'int64') return { int64Data: data.map(BigInt) };
  return dtype === 'float32' ? { floatData: [...data] } : { int32Data: [...data] };
}

function weightProto(tensor: Tensor, data: Float32Array | Int8Array): TensorProto {
  return create(TensorProtoSchema, {
    name: tensor.name,
    dataType: DATA_TYPE[tensor.dtype],
    dims: tensor.shape.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
}

function valueInfo(name: string, { dtype, shape }: Tensor): ValueInfoProto {
  const tensorType = create(TypeProto_TensorSchema, {
    elemType: DATA_TYPE[dtype],
    shape: create(TensorShapeProtoSchema, { dim: shape.map(dimensionProto) }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }),
  });
}

function dimensionProto(dim: Dim) {
  return create(TensorShapeProto_DimensionSchema, {
    value:
      typeof dim === 'number'
        ? { case: 'dimValue', value: BigInt(dim) }
        : { case: 'dimParam', value: dim },
  });
}
