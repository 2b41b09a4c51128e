import { createHash } from 'node:crypto';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { CheckpointOwner } from './checkpoint.ts';
import type { Weights } from './weights.ts';

/**
 * The owner of a checkpoint: all that decides a training, its starting weights included, as a hash, and the
 * architecture in a few words that tell two of them apart.
 * @param head in those words: '3 labels'
 * @param decides written as JSON, so that the order of its fields counts
 */
export function checkpointOwner(
  { type, layers, hidden, heads }: EncoderConfig,
  head: string,
  decides: object,
  { all }: Weights,
): CheckpointOwner {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(decides));
  hash.update(new Uint8Array(all.buffer));
  return {
    fingerprint: hash.digest('hex'),
    architecture: `${type} of ${layers} layers, width ${hidden} and ${heads} heads, ${head}`,
  };
}
