import { statSync } from 'node:fs';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import { teacherMemory } from './teacherMemory.ts';

/**
 * How many one-thread teachers run in parallel: one per core, as far as memory allows, and always
 * at least one. The number affects only the speed.
 */
export function teachersThatFit(
  gguf: string,
  { cores, freeBytes, contextSize }: { cores: number; freeBytes: number; contextSize: number },
): number {
  const { total } = teacherMemory(readGgufHeader(gguf), statSync(gguf).size, contextSize);
  return Math.max(1, Math.min(cores, Math.floor(freeBytes / total)));
}
