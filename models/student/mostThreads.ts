import type { EncoderConfig } from '../transformer/encoderConfig.ts';

/** ONNX Runtime sums a product in blocks of this many terms. */
const STRETCH = 128;
/** Columns are distributed over threads in blocks of this size. */
const BLOCK = 16;
/** With 64 columns or fewer a thread uses longer blocks, and the sums round differently. */
const FEWEST_BLOCKS = 64 / BLOCK + 1;

/**
 * The maximum number of threads at which a student's results are bit-identical to those of one
 * thread.
 *
 * ONNX Runtime's matrix product distributes columns if there are fewer rows than columns: in a
 * short batch, and always in the head. A thread with 64 columns or fewer then sums in another order
 * (MlasSgemmOperation, onnxruntime/core/mlas/lib/sgemm.cpp; measured on 1.30 for widths 128 to 384
 * and 1 to 8 threads). So a thread gets at least five blocks of columns: 4 threads for MiniLM's
 * width of 384, 9 for DistilBERT's 768. Products of 128 terms have a single block in any case.
 */
export function mostThreads({ hidden, intermediate }: EncoderConfig): number {
  if (Math.max(hidden, intermediate) <= STRETCH) return Number.POSITIVE_INFINITY;
  const blocks = Math.ceil(Math.min(hidden, intermediate) / BLOCK);
  return Math.max(1, Math.floor(blocks / FEWEST_BLOCKS));
}
