import type { Split } from '../../electron/contract/draft.ts';
import type { ProjectSummary } from '../../electron/contract/snapshot.ts';

/** Whether a split has labelled texts, from a file or from labelling here. */
export const hasGold = (
  { draft, gold }: Pick<ProjectSummary, 'draft' | 'gold'>,
  split: Split,
): boolean => gold[split] !== null || draft.gold[split] !== undefined;
