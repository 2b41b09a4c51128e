import { BadInput } from '../../../models/badInput.ts';
import type { Split } from '../../contract/draft.ts';
import type { TaskKind } from '../../contract/experiment.ts';
import type { GoldPart } from './readGold.ts';

/** @throws BadInput where a split of pairs names no column of its contexts, or one of texts does */
export function requireColumns(
  gold: { readonly [Name in Split]?: GoldPart | undefined },
  kind: TaskKind,
): void {
  const isOfPairs = kind === 'text-pair-classification';
  for (const [split, part] of Object.entries(gold)) {
    if (!part || (part.context !== undefined) === isOfPairs) continue;
    throw new BadInput(
      isOfPairs
        ? `gold.${split}: a ${kind} has two texts, and context, the column of the first (the premise, ` +
            'the paragraph), is missing. Name it; text is the column of the second.'
        : `gold.${split}.context: a ${kind} has one text. Leave context out, or set task.kind to ` +
            'text-pair-classification.',
    );
  }
}
