import { buildBert } from './bert.ts';
import { buildDeberta } from './deberta.ts';
import type { BodyRequest, EncoderBody } from './encoderBody.ts';
import type { Dropout } from './maskedDropout.ts';
import { buildModernBert } from './modernBert.ts';
import { weightBook } from './weightBook.ts';

const none: Dropout = (x) => x;
const NO_DROPOUT: BodyRequest['drop'] = {
  embeddings: none,
  attention: none,
  attentionOutput: none,
  feedForward: none,
};

/** The encoder that a config describes, from its embeddings to its last layer. */
export function buildEncoderBody({
  graph,
  config,
  inputs,
  drop = NO_DROPOUT,
  wanted = 'all',
  book = weightBook(graph),
}: Pick<BodyRequest, 'graph' | 'config' | 'inputs'> & Partial<BodyRequest>): EncoderBody {
  const request = { graph, config, inputs, drop, wanted, book };
  switch (config.type) {
    case 'deberta-v2':
      return buildDeberta(request);
    case 'modernbert':
      return buildModernBert(request);
    default:
      return buildBert(request);
  }
}
