import type { Graph, Node } from './graph.ts';
import type { AttributeValue } from './operator.ts';
import { describe, type Tensor } from './tensor.ts';

/**
 * A graph as text, a line for each input, parameter and node, in evaluation order:
 *
 *     Gemm_3 = Gemm(x, w, b; transB=1)    float32[B, 4]
 */
export function printGraph(graph: Graph): string {
  const declared = (kind: string, tensors: readonly Tensor[]) =>
    tensors.map((tensor): [string, string] => [`${kind} ${tensor.name}`, describe(tensor)]);
  const lines = [
    ...declared('input', graph.inputs),
    ...declared('parameter', graph.parameters),
    ...graph.nodes.map((node): [string, string] => [
      application(graph, node),
      node.outputs.map(describe).join(', '),
    ]),
  ];
  const width = Math.max(0, ...lines.map(([left]) => left.length));
  return lines.map(([left, type]) => `${left.padEnd(width)}    ${type}`).join('\n');
}

function application(graph: Graph, { operator, inputs, outputs, attributes }: Node): string {
  const constants = new Map(
    [...graph.constants.values()].map(({ tensor, data }) => [tensor.name, data]),
  );
  const named = inputs.map(({ name }) => {
    const data = constants.get(name);
    if (!data) return name;
    return data.length > 4 ? `${data.length} constants` : `[${data.join(', ')}]`;
  });
  const settings = Object.entries(attributes).map(([name, value]) => {
    return `${name}=${shown(value)}`;
  });
  const given = [named.join(', '), settings.join(', ')].filter((part) => part !== '').join('; ');
  return `${outputs.map(({ name }) => name).join(', ')} = ${operator.type}(${given})`;
}

function shown(value: AttributeValue): string {
  if (typeof value !== 'object') return String(value);
  if ('float' in value) return String(value.float);
  if ('subgraph' in value) return `a graph of ${value.subgraph.graph.nodes.length} nodes`;
  return `[${value.join(', ')}]`;
}
