import { type TaskKind, taskKinds } from './experiment.ts';
import type { RecipeSettings } from './recipeSchema.ts';

const TEXTS: readonly TaskKind[] = ['text-classification'];
const LABELLED: readonly TaskKind[] = ['text-classification', 'text-pair-classification'];
const ALL: readonly TaskKind[] = taskKinds;

/** The kinds of task that each recipe writes rows for. */
export const recipeTasks: Readonly<Record<RecipeSettings['kind'], readonly TaskKind[]>> = {
  s3: ALL,
  s3WithoutEes: ALL,
  goldgen: ALL,
  synthesizrr: TEXTS,
  fewgen: TEXTS,
  teacherLabels: TEXTS,
  hybrid: TEXTS,
  zerogen: LABELLED,
  transfer: LABELLED,
  reviewed: ALL,
  confidence: LABELLED,
};
