import { BadInput } from '../../../models/badInput.ts';
import type { Draft } from '../../contract/draft.ts';

/** @throws BadInput on a task of pairs or questions, for pages that support single texts only */
export function requireTexts({ task }: Draft, page: string, wayOut: string): void {
  if (task.kind === 'text-classification') return;
  const what = task.kind === 'extractive-qa' ? 'questions' : 'pairs';
  throw new BadInput(
    `The ${page} page works on single texts, and this project's task is one of ${what}. ${wayOut}`,
  );
}
