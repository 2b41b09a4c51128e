import type { Task } from '../steps/context.ts';
import { answerHead } from './answerHead.ts';
import { labelHead } from './labelHead.ts';
import type { TaskHead } from './taskHead.ts';

/** The head of the students of a task. */
export function headFor({ kind, labels }: Pick<Task, 'kind' | 'labels'>): TaskHead {
  return kind === 'extractive-qa' ? answerHead : labelHead(labels);
}
