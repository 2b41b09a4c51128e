import { statSync } from 'node:fs';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import { ggufParts } from '../../../models/catalog/ggufParts.ts';
import { teacherMemory } from './teacherMemory.ts';

/**
 * How many one-thread teachers run in parallel: one per core, as far as memory allows, and always
 * at least one. The number affects only the speed.
 */
export function teachersThatFit(
  gguf: string,
  { cores, freeBytes, contextSize }: { cores: number; freeBytes: number; contextSize: number },
): number {
  const bytes = ggufParts(gguf).reduce((sum, part) => sum + statSync(part).size, 0);
  const { total } = teacherMemory(readGgufHeader(gguf), bytes, contextSize);
  return Math.max(1, Math.min(cores, Math.floor(freeBytes / total)));
}
