import type { ReportEntry } from './report.ts';

/** With the word that leads to a variant or a round. */
const RECIPES: Readonly<Record<string, string>> = {
  s3: 'S3',
  s3WithoutEes: 'S3 without EES,',
  goldgen: 'GoldGen on',
  hybrid: 'S3 x SynthesizRR,',
  synthesizrr: 'SynthesizRR',
  fewgen: 'FewGen',
  zerogen: 'ZeroGen',
  transfer: 'ZeroGen with',
  teacherLabels: 'teacher labels on',
  reviewed: 'trained on',
};

/** What a line of the report is called: `S3 after round 2`; a yardstick has its name alone. */
export function entryTitle({ recipe, variant }: Pick<ReportEntry, 'recipe' | 'variant'>): string {
  return recipe === 'yardstick' ? variant : `${RECIPES[recipe] ?? recipe} ${variant}`;
}
