import { useProject } from '../store/engineStore.ts';

/** Whether the open project's rows have labels; those of questions have answers in their place. */
export function useHasLabels(): boolean {
  return useProject()?.draft.task.kind !== 'extractive-qa';
}
