import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { borrowTeacher } from './borrow.ts';

/**
 * Loads a teacher, and tokenizes prompts as a run would.
 * @returns the number of tokens of each prompt
 * @throws BadInput if llama.cpp cannot load it, or its chat template cannot be used for a prompt
 */
export function tryTeacher(teacher: ModelFolder, prompts: readonly Prompt[]): Promise<number[]> {
  return borrowTeacher(teacher, (host) => host.call('countTokens', prompts));
}
