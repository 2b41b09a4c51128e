import { BadInput } from '../../../models/badInput.ts';
import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import { hasChatTemplate } from './runModels.ts';
import { tryEncoder } from './tryEncoder.ts';
import { tryStudentModel } from './tryStudentModel.ts';
import { tryTagger } from './tryTagger.ts';
import { tryTeacher } from './tryTeacher.ts';

/**
 * Opens a model in each of its roles.
 * @returns what its user should know of it
 * @throws BadInput that names the file and what is wrong with it
 */
export async function tryRoles(model: ModelFolder): Promise<string[]> {
  if (model.roles.includes('teacher')) return tryAsTeacher(model);
  if (model.roles.includes('tagger')) {
    await tryTagger(model);
    return [];
  }
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
