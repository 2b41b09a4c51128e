import type { Graph, Node } from './graph.ts';
import { describe, type Tensor } from './tensor.ts';

/**
 * A graph as text, a line for each input, parameter and node, in the order in which it is evaluated:
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
    const shown = typeof value === 'object' && 'float' in value ? value.float : value;
    return `${name}=${Array.isArray(shown) ? `[${shown.join(', ')}]` : shown}`;
  });
  const given = [named.join(', '), settings.join(', ')].filter((part) => part !== '').join('; ');
  return `${outputs.map(({ name }) => name).join(', ')} = ${operator.type}(${given})`;
}
