/** What a step of a run does: the last part of its key, and what a report sums its seconds by. */
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
