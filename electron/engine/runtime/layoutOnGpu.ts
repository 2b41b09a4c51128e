import type { TeacherLayout } from '../../contract/teacherLayout.ts';
import { findGpu } from './borrow.ts';
import { sequencesOnGpu } from './repeatableLayout.ts';
import { CONTEXT_SIZE } from './teacherPool.ts';

/**
 * One process, because several would each hold the weights in the GPU's memory, and as many texts at once as
 * fit beside them; one text if no GPU is found.
 */
export async function layoutOnGpu(gguf: string, threads: number): Promise<TeacherLayout> {
  const gpu = await findGpu();
  const sequences = gpu ? sequencesOnGpu(gguf, gpu.freeBytes, CONTEXT_SIZE) : 1;
  return { hosts: 1, sequences, threads };
}
