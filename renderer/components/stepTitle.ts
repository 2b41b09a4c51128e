const PHASES: Readonly<Record<string, string>> = {
  task: 'Noting the task',
  import: 'Reading the files',
  cut: 'Cutting passages',
  embed: 'Reading texts',
  index: 'Building the index',
  search: 'Finding passages',
  generate: 'Writing',
  clean: 'Cleaning',
  train: 'Training a student',
  answer: 'The teacher asked',
  classify: 'The teacher as classifier',
  fit: 'A plain yardstick',
};

/** A step's plain name, from the last part of its key. */
export function stepTitle(key: string): string {
  if (key.includes('/rationales/')) return 'Asking for reasons';
  return PHASES[key.split('/').at(-1)!] ?? key;
}
