import { BadInput } from '../../../models/badInput.ts';
import type { Draft } from '../../contract/draft.ts';

/** @throws BadInput on a task of questions, for functions that need labels */
export function requireLabels({ task }: Draft, what: string, wayOut: string): void {
  if (task.kind !== 'extractive-qa') return;
  throw new BadInput(
    `${what} works on labels, and this project's task is one of questions, which have answers. ${wayOut}`,
  );
}
