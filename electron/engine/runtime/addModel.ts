import { BadInput } from '../../../models/badInput.ts';
import type { ModelFolder, ModelStore } from '../../../models/catalog/modelStore.ts';
import type { AddOptions } from '../../../models/catalog/userModel.ts';
import { hasChatTemplate } from './runModels.ts';
import { tryEncoder } from './tryEncoder.ts';
import { tryStudentModel } from './tryStudentModel.ts';
import { tryTeacher } from './tryTeacher.ts';

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

async function tryRoles(model: ModelFolder): Promise<string[]> {
  if (model.roles.includes('teacher')) return tryAsTeacher(model);
  if (model.roles.includes('encoder')) await tryEncoder(model);
  await tryStudentModel(model, { classes: 2 });
  return model.pooling === 'other'
    ? [
        'It can be a student, but no encoder: its folder asks for a pooling that Stillroom does not compute.',
      ]
    : [];
}

/** A template that cannot be used leaves a base model, which continues texts. */
async function tryAsTeacher(model: ModelFolder): Promise<string[]> {
  await tryTeacher(model, [{ text: 'A text.', chat: false }]);
  if (!hasChatTemplate(model)) {
    return [
      'It has no chat template: it continues texts, as a base model does, and takes no part in chats.',
    ];
  }
  try {
    await tryTeacher(model, [{ text: 'A text.', chat: true }]);
    return [];
  } catch (error) {
    if (error instanceof BadInput) return [`Not for chats. ${error.message}`];
    throw error;
  }
}
