import type { ModelFolder, ModelStore } from '../../../models/catalog/modelStore.ts';
import type { AddOptions } from '../../../models/catalog/userModel.ts';
import { tryRoles } from './tryRoles.ts';

/** A user's model, and what its user should know of it. */
export interface AddedModel {
  readonly model: ModelFolder;
  readonly notes: readonly string[];
}

/**
 * Registers a user's model after it was opened in each of its roles.
 * @throws BadInput as `ModelStore.add`, or if the model cannot be opened; then it is not registered
 */
export async function addModel(
  store: ModelStore,
  name: string,
  path: string,
  options: Omit<AddOptions, 'tryOut'> = {},
): Promise<AddedModel> {
  const notes: string[] = [];
  const model = await store.add(name, path, {
    ...options,
    tryOut: async (added) => void notes.push(...(await tryRoles(added))),
  });
  return { model, notes };
}
