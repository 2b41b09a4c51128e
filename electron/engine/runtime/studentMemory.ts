import type { EncoderConfig } from '../../../models/transformer/encoderConfig.ts';

/** Node and ONNX Runtime. */
const HOST_BYTES = 130e6;
/** Weights, gradients and AdamW's two moments. */
const COPIES = 4;
/** Float32. */
const BYTES_A_NUMBER = 4;
/**
 * Numbers that a layer keeps for its gradients, per unit of what they scale with; fitted, see
 * below.
 */
const A_PAIR_OF_TOKENS = 3.1;
const A_TOKEN = 37;

/**
 * Bytes of memory that training a student takes, for batches of texts of `length` tokens. Attention
 * stores numbers for each pair of tokens in each head, so long texts cost most.
 *
 * Measured with all-MiniLM-L6-v2's shape and batches of 32, peak: 1.4 GB at 68 tokens, 4.5 GB at
 * 228 and 13.6 GB at 512; the two factors are fitted to these.
 */
export function studentMemory(
  { layers, heads, hidden }: Pick<EncoderConfig, 'layers' | 'heads' | 'hidden'>,
  weights: number,
  { batch, length }: { readonly batch: number; readonly length: number },
): number {
  const aText = A_PAIR_OF_TOKENS * heads * length ** 2 + A_TOKEN * hidden * length;
  return HOST_BYTES + COPIES * weights + BYTES_A_NUMBER * batch * layers * aText;
}
