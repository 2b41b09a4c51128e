import type { EncoderConfig } from '../transformer/encoderConfig.ts';

/** ONNX Runtime adds up a product in stretches of this many terms. */
const STRETCH = 128;
/** Columns are dealt out to threads in blocks. */
const BLOCK = 16;
/** With 64 columns or fewer a thread takes longer stretches, and the sums round differently. */
const FEWEST_BLOCKS = 64 / BLOCK + 1;

/**
 * The most threads at which a student's numbers are the same to the bit as with one.
 *
 * ONNX Runtime's matrix product deals out columns where there are fewer rows than columns: in a
 * short batch, and always in the head. A thread that gets 64 columns or fewer then adds up in
 * another order (MlasSgemmOperation, onnxruntime/core/mlas/lib/sgemm.cpp; measured on 1.30 for
 * widths 128 to 384 and 1 to 8 threads). So a thread gets five blocks of columns at least: 4 threads
 * for MiniLM's width of 384, 9 for DistilBERT's 768. Products of 128 terms have one stretch anyway.
 */
export function mostThreads({ hidden, intermediate }: EncoderConfig): number {
  if (Math.max(hidden, intermediate) <= STRETCH) return Number.POSITIVE_INFINITY;
  const blocks = Math.ceil(Math.min(hidden, intermediate) / BLOCK);
  return Math.max(1, Math.floor(blocks / FEWEST_BLOCKS));
}
