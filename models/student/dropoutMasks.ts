import { createCipheriv } from 'node:crypto';
import type { OnnxValue } from '../../native/onnx/onnxSession.ts';
import { streamKey } from '../randomStream.ts';

/** A probability as the masks can express it: dropped where a random byte is below `bytes`. */
export interface DropRate {
  readonly bytes: number;
  /** `bytes / 256`: 0.1 becomes 26/256 = 0.1016, and kept elements are scaled to match. */
  readonly rate: number;
}

/** @param rate from 0 to 0.5 */
export function dropRate(rate: number): DropRate {
  if (!(rate >= 0 && rate <= 0.5)) throw new RangeError(`a dropout of ${rate} is not in [0, 0.5]`);
  const bytes = Math.round(rate * 256);
  return { bytes, rate: bytes / 256 };
}

/**
 * Draws the masks of one training step: bytes of 1 (keep) and 0 (drop).
 *
 * They are an AES-CTR keystream, compared four bytes at a time: a generator that makes one number a
 * call would take a third of a step for the 15 million elements of a DistilBERT batch.
 */
export function drawDropoutMasks(
  shapes: readonly (readonly number[])[],
  { bytes }: DropRate,
  stream: readonly (string | number)[],
): OnnxValue[] {
  const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
  const words = Math.ceil(sizes.reduce((a, b) => a + b, 0) / 4);
  const cipher = createCipheriv('aes-128-ctr', streamKey(...stream), Buffer.alloc(16));
  const keystream = cipher.update(Buffer.alloc(words * 4));
  const aligned = new Uint8Array(words * 4);
  aligned.set(keystream);
  keepAtLeast(new Uint32Array(aligned.buffer), bytes);
  let at = 0;
  return shapes.map((dims, index) => {
    const data = aligned.subarray(at, at + sizes[index]!);
    at += sizes[index]!;
    return { data, dims };
  });
}

/** Each byte becomes 1 if it is at least `threshold` (at most 128), else 0. */
function keepAtLeast(words: Uint32Array, threshold: number): void {
  const lift = (128 - threshold) * 0x01010101;
  for (let i = 0; i < words.length; i++) {
    const x = words[i]!;
    // the top bit of a byte is set if it was set or if the lower seven bits reach the threshold
    words[i] = ((((x & 0x7f7f7f7f) + lift) | x) & 0x80808080) >>> 7;
  }
}
