/**
 * The kind of work that a step does: the last part of its key. A report sums its seconds by phase.
 */
export const phases = [
  'task',
  'import',
  'cut',
  'embed',
  'index',
  'search',
  'prompts',
  'generate',
  'classify',
  'answer',
  'sift',
  'clean',
  'train',
  'fit',
] as const;
export type Phase = (typeof phases)[number];
