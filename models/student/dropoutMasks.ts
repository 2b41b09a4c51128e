import { createCipheriv } from 'node:crypto';
import type { OnnxValue } from '../../native/onnx/onnxSession.ts';
import { streamKey } from '../randomStream.ts';

/**
 * A dropout probability in the masks' resolution: an element is dropped if a random byte is below
 * `bytes`.
 */
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

/** Size of the zero block that is encrypted at once: small enough for the processor's cache. */
const BLOCK = 1 << 16;
const ZEROS = Buffer.alloc(BLOCK);

/** A buffer for the masks of one step, reused by the next because allocating memory is slow. */
export class MaskBuffer {
  #bytes = new Uint8Array(0);

  /** Returns at least this many bytes, with arbitrary contents. */
  take(size: number): Uint8Array {
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(size);
    return this.#bytes;
  }
}

/**
 * Draws the masks of one training step: bytes of 1 (keep) and 0 (drop).
 *
 * They are an AES-CTR keystream, compared four bytes at a time: a generator that returns one number
 * per call would take a third of a step for the 15 million elements of a DistilBERT batch.
 * @param buffer holds the masks until it is passed to another call
 */
export function drawDropoutMasks(
  shapes: readonly (readonly number[])[],
  { bytes }: DropRate,
  stream: readonly (string | number)[],
  buffer = new MaskBuffer(),
): OnnxValue[] {
  const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
  const total = sizes.reduce((a, b) => a + b, 0);
  const masks = buffer.take(Math.ceil(total / BLOCK) * BLOCK);
  const cipher = createCipheriv('aes-128-ctr', streamKey(...stream), Buffer.alloc(16));
  for (let at = 0; at < total; at += BLOCK) {
    masks.set(cipher.update(ZEROS), at);
    keepAtLeast(new Int32Array(masks.buffer, at, BLOCK / 4), bytes);
  }
  let at = 0;
  return shapes.map((dims, index) => {
    const data = masks.subarray(at, at + sizes[index]!);
    at += sizes[index]!;
    return { data, dims };
  });
}

/** Each byte becomes 1 if it is at least `threshold` (at most 128), else 0. */
function keepAtLeast(words: Int32Array, threshold: number): void {
  const lift = (128 - threshold) * 0x01010101;
  for (let i = 0; i < words.length; i++) {
    const x = words[i]!;
    // the top bit of a byte is set if it was set or if the lower seven bits reach the threshold
    words[i] = ((((x & 0x7f7f7f7f) + lift) | x) >>> 7) & 0x01010101;
  }
}
