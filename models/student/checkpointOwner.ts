import { createHash } from 'node:crypto';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import type { CheckpointOwner } from './checkpoint.ts';
import type { Weights } from './weights.ts';

/**
 * The owner of a checkpoint: a hash of everything that decides a training, including its initial
 * weights, and a short description of the architecture.
 * @param head its part of the description: '3 labels'
 * @param decides written as JSON, so the order of its fields counts
 */
export function checkpointOwner(
  { type, layers, hidden, heads }: EncoderConfig,
  head: string,
  decides: object,
  { all }: Weights,
): CheckpointOwner {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(decides));
  hash.update(new Uint8Array(all.buffer, all.byteOffset, all.byteLength));
  return {
    fingerprint: hash.digest('hex'),
    architecture: `${type} of ${layers} layers, width ${hidden} and ${heads} heads, ${head}`,
  };
}
