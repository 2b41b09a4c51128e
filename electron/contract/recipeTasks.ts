import type { RecipeSettings, TaskKind } from './experiment.ts';

const TEXTS: readonly TaskKind[] = ['text-classification'];
const TEXTS_AND_PAIRS: readonly TaskKind[] = ['text-classification', 'text-pair-classification'];

/** The kinds of task that each recipe writes rows for. */
export const recipeTasks: Readonly<Record<RecipeSettings['kind'], readonly TaskKind[]>> = {
  s3: TEXTS_AND_PAIRS,
  s3WithoutEes: TEXTS_AND_PAIRS,
  goldgen: TEXTS_AND_PAIRS,
  synthesizrr: TEXTS,
  fewgen: TEXTS,
  teacherLabels: TEXTS,
  hybrid: TEXTS,
  reviewed: TEXTS_AND_PAIRS,
  confidence: TEXTS_AND_PAIRS,
};
