import type { FrameSetting } from '../../contract/recipes/sharedSettings.ts';
import type { PromptSet } from '../prompts/promptSet.ts';
import type { RunTeacher } from '../runtime/runModels.ts';

/** Whether a recipe's prompts are turns of the teacher's chat template, by its setting `frame`. */
export function asksInChat(
  { frame }: { readonly frame: FrameSetting },
  { hasChatTemplate }: Pick<RunTeacher, 'hasChatTemplate'>,
): boolean {
  return frame === 'auto' ? hasChatTemplate : frame === 'chat';
}

/**
 * Among a step's inputs, the frame is left out where it is raw, so that steps recorded before the
 * setting existed are reused.
 */
export function chatInput(chat: boolean, { inChat = '' }: Pick<PromptSet, 'inChat'>) {
  return chat ? { chat: { inChat } } : {};
}
