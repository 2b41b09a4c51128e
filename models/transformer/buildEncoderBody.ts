import { buildBert } from './bert.ts';
import { buildDeberta } from './deberta.ts';
import type { BodyRequest, EncoderBody } from './encoderBody.ts';
import { weightBook } from './weightBook.ts';

/** The encoder that a config describes, from its embeddings to its last layer. */
export function buildEncoderBody({
  graph,
  config,
  inputs,
  drop = (x) => x,
  wanted = 'all',
  book = weightBook(graph),
}: Pick<BodyRequest, 'graph' | 'config' | 'inputs'> & Partial<BodyRequest>): EncoderBody {
  const request = { graph, config, inputs, drop, wanted, book };
  return config.type === 'deberta-v2' ? buildDeberta(request) : buildBert(request);
}
