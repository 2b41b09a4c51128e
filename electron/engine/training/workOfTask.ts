import type { Task } from '../steps/context.ts';
import { answerWork } from './answerWork.ts';
import { labelWork } from './labelWork.ts';
import type { StudentWork } from './studentWork.ts';

/** The work of the students of a task. */
export function workOfTask({ kind, labels }: Pick<Task, 'kind' | 'labels'>): StudentWork {
  return kind === 'extractive-qa' ? answerWork : labelWork(labels);
}
