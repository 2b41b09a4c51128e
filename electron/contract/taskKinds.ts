export const taskKinds = [
  'text-classification',
  'text-pair-classification',
  'extractive-qa',
] as const;
export type TaskKind = (typeof taskKinds)[number];
