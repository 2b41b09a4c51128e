import { BadInput } from '../../../models/badInput.ts';
import type { Split } from '../../contract/draft.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import type { GoldPart } from './readGold.ts';

/**
 * The content of a split's context column and of its text column; undefined for tasks without
 * contexts.
 */
const CONTEXTS: Readonly<Record<TaskKind, readonly [first: string, second: string] | null>> = {
  'text-classification': null,
  'text-pair-classification': [
    'a text-pair-classification has two texts, and context, the column of the first (the premise, the paragraph), is missing',
    'text is the column of the second',
  ],
  'extractive-qa': [
    'an extractive-qa looks for answers in a text, and context, the column of that text, is missing',
    'text is the column of the question, label that of the answers',
  ],
};

/**
 * @throws BadInput if a split of pairs or questions names no context column, or a split of single
 *   texts names one
 */
export function requireColumns(
  gold: { readonly [Name in Split]?: GoldPart | undefined },
  kind: TaskKind,
): void {
  const words = CONTEXTS[kind];
  for (const [split, part] of Object.entries(gold)) {
    if (!part || (part.context !== undefined) === (words !== null)) continue;
    throw new BadInput(
      words
        ? `gold.${split}: ${words[0]}. Name it; ${words[1]}.`
        : `gold.${split}.context: a ${kind} has one text. Leave context out, or set task.kind to ` +
            'text-pair-classification or extractive-qa.',
    );
  }
}
