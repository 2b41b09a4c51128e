import { findDocument } from '../deletion/findDocument.ts';
import { type Deletion, planDeletion } from '../deletion/planDeletion.ts';
import { openProject } from '../project/project.ts';
import { readDraft } from './draft.ts';

/**
 * Opens a project and plans the deletion of a document that a person names by its place; the caller
 * closes it.
 * @throws BadInput as `openProject`, `findDocument` and `planDeletion`
 */
export async function openDeletion(
  folder: string,
  place: string,
): Promise<Deletion & { close(): void }> {
  const project = await openProject(folder, { create: false });
  try {
    const draft = readDraft(project);
    const deletion = planDeletion(project, draft, findDocument(project, draft, place));
    return { ...deletion, close: () => project.close() };
  } catch (error) {
    project.close();
    throw error;
  }
}
