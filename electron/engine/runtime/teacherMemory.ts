import type { GgufHeader } from '../../../models/catalog/ggufHeader.ts';

/** Keys and values are float16. */
const BYTES_A_NUMBER = 2;
/**
 * Memory in addition to weights and cache: Node, llama.cpp's libraries and buffers, the vocabulary.
 */
const HOST_BYTES = 300e6;

export interface TeacherMemory {
  readonly weights: number;
  /** Keys and values of every token of the context. */
  readonly cache: number;
  readonly total: number;
}

/**
 * Bytes of memory that one teacher process needs on the CPU.
 *
 * The cache is 2 bytes x layers x KV heads x (key + value numbers of a head) x tokens of context.
 * The weights count once: they are mapped from their file, and if llama.cpp copies them into a
 * layout that suits the processor, the file's own pages can be evicted. Each process has its own
 * copy, so several teachers need that many times the sum.
 *
 * Measured on two cores with AMX, SmolLM2-135M Q4_1, resident: 412 MiB at 512 tokens of context,
 * 491 at 4096, 581 at 8192; this formula gives 391, 470 and 560.
 */
export function teacherMemory(
  header: Pick<
    GgufHeader,
    'embeddingLength' | 'blockCount' | 'headCount' | 'headCountKv' | 'keyLength' | 'valueLength'
  >,
  weights: number,
  contextSize: number,
): TeacherMemory {
  const { embeddingLength = 0, blockCount = 0, headCount = 1 } = header;
  const head = embeddingLength / headCount;
  const numbers = (header.keyLength ?? head) + (header.valueLength ?? head);
  const aToken = BYTES_A_NUMBER * blockCount * (header.headCountKv ?? headCount) * numbers;
  const cache = aToken * contextSize;
  return { weights, cache, total: weights + cache + HOST_BYTES };
}
