import { useProject } from '../store/engineStore.ts';

/** Whether the open project's rows have labels; rows of questions have answers instead. */
export function useHasLabels(): boolean {
  return useProject()?.draft.task.kind !== 'extractive-qa';
}
