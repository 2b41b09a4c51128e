import type { Screen } from '../store/navigation.ts';

/** The name of each page, in the sidebar and in the window's title. */
export const screenTitles: Readonly<Record<Screen, string>> = {
  start: 'Start',
  new: 'New project',
  project: 'Project',
  label: 'Label',
  prompts: 'Prompts',
  corpus: 'Corpus',
  run: 'Run',
  review: 'Review',
  audit: 'Audit',
  measure: 'Measure',
  results: 'Results',
  use: 'Use',
  export: 'Export',
  tables: 'Tables',
  models: 'Models',
  settings: 'Settings',
};
