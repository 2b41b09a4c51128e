import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import type { TriedHead } from '../../../models/student/student.ts';
import { borrowStudent } from './borrow.ts';
import { modelFiles } from './hosts.ts';

/**
 * Opens a model as a student, and reads a text with it.
 * @throws BadInput that names the file and what is wrong with it
 */
export function tryStudentModel(student: ModelFolder, head: TriedHead): Promise<void> {
  return borrowStudent((host) => host.call('tryStudent', modelFiles(student), head));
}
