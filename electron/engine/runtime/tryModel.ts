import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import type { TriedHead } from '../../../models/student/student.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { borrowRetriever, borrowStudent, borrowTeacher } from './borrow.ts';
import { modelFiles } from './hosts.ts';

/**
 * Loads a teacher, and tokenizes prompts as a run would.
 * @returns the number of tokens of each prompt
 * @throws BadInput if llama.cpp cannot load it, or its chat template cannot be used for a prompt
 */
export function tryTeacher(teacher: ModelFolder, prompts: readonly Prompt[]): Promise<number[]> {
  return borrowTeacher(teacher, (host) => host.call('countTokens', prompts));
}

/**
 * Opens an encoder and embeds a text.
 * @throws BadInput that names the file and what is wrong with it
 */
export async function tryEncoder(encoder: ModelFolder): Promise<void> {
  await borrowRetriever(encoder, (host) => host.call('embed', ['A text.']));
}

/**
 * Opens a model as a student, and reads a text with it.
 * @throws BadInput that names the file and what is wrong with it
 */
export function tryStudentModel(student: ModelFolder, head: TriedHead): Promise<void> {
  return borrowStudent((host) => host.call('tryStudent', modelFiles(student), head));
}
