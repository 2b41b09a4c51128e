import type { TaskKind } from '../../electron/contract/taskKinds.ts';
import type { Screen } from '../store/navigation.ts';

/** Pages that are empty for a kind of task: only recipes for single texts use documents. */
const WITHOUT: Readonly<Record<TaskKind, readonly Screen[]>> = {
  'text-classification': [],
  'text-pair-classification': ['label', 'corpus', 'use'],
  'extractive-qa': ['label', 'corpus', 'audit', 'use'],
};

/** Whether projects of this kind have the screen. */
export function isOffered(screen: Screen, kind: TaskKind): boolean {
  return !WITHOUT[kind].includes(screen);
}
