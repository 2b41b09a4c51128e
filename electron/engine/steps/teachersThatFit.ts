import { statSync } from 'node:fs';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';

/** Keys and values, two bytes each. */
const KV_BYTES = 2 * 2;
/** What a host needs beside weights and cache: llama.cpp's buffers and Node. */
const HOST_BYTES = 300e6;

/**
 * How many one-thread teachers run side by side: one a core, as far as memory goes, and always one.
 *
 * The weights are mapped and shared; each host has a KV cache of its own, 0.82 MB a token for
 * Llama-2-13B. The number changes the speed and nothing else.
 */
export function teachersThatFit(
  gguf: string,
  { cores, freeBytes, contextSize }: { cores: number; freeBytes: number; contextSize: number },
): number {
  const { embeddingLength = 0, blockCount = 0, headCount = 1, headCountKv } = readGgufHeader(gguf);
  const width = (embeddingLength / headCount) * (headCountKv ?? headCount);
  const cache = KV_BYTES * width * blockCount * contextSize;
  const fit = Math.floor((freeBytes - statSync(gguf).size) / (cache + HOST_BYTES));
  return Math.max(1, Math.min(cores, fit));
}
