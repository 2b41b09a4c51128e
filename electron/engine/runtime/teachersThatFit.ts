import { statSync } from 'node:fs';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import { teacherMemory } from './teacherMemory.ts';

/**
 * How many one-thread teachers run side by side: one a core, as far as memory goes, and always one.
 * The number changes the speed and nothing else.
 */
export function teachersThatFit(
  gguf: string,
  { cores, freeBytes, contextSize }: { cores: number; freeBytes: number; contextSize: number },
): number {
  const { total } = teacherMemory(readGgufHeader(gguf), statSync(gguf).size, contextSize);
  return Math.max(1, Math.min(cores, Math.floor(freeBytes / total)));
}
