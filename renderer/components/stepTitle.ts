import type { Phase } from '../../electron/contract/phase.ts';

const TITLES: Readonly<Record<Phase, string>> = {
  task: 'Recording the task',
  import: 'Reading the files',
  cut: 'Cutting passages',
  embed: 'Embedding texts',
  index: 'Building the index',
  search: 'Finding passages',
  prompts: 'Making the prompts',
  generate: 'Writing',
  sift: 'Sifting rows',
  clean: 'Cleaning',
  train: 'Training a student',
  answer: 'Asking the teacher',
  classify: 'The teacher labels texts',
  fit: 'Fitting a logistic regression',
};

/** Describes a step in plain words. */
export const stepTitle = ({ phase }: { readonly phase: Phase }): string => TITLES[phase];
