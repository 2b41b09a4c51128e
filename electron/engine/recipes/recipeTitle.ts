import type { RecipeSettings } from '../../contract/recipeSchema.ts';
import { recipeName } from './recipeName.ts';

/** By the beginnings of the journal's keys; the field's name in brackets. */
const TITLES: Readonly<Record<string, string>> = {
  s3: 'Learn from mistakes (S3)',
  hybrid: 'Look mistakes up in your documents (S3 x SynthesizRR)',
  s3WithoutEes: 'Write from reasons alone (S3 without EES)',
  goldgen: 'Write more like your validation examples (GoldGen)',
  'synthesizrr/zero-shot': 'Write from your documents (SynthesizRR zero-shot)',
  'synthesizrr/retricl': 'Write from your documents, examples shown (SynthesizRR RetrICL)',
  'synthesizrr/non-retricl':
    'Write from your documents, seed texts shown (SynthesizRR Non-RetrICL)',
  'fewgen/zero-shot': 'Write from the instruction alone (FewGen zero-shot)',
  'fewgen/few-shot': 'Write more like your examples (FewGen)',
  zerogen: 'Write from the labels alone (ZeroGen)',
  'transfer/ourAdd': 'Write from the labels alone, with rows of S3 (ZeroGen + ourAdd)',
  'transfer/synAdd': 'Write from the labels alone, then learn from mistakes (ZeroGen + synAdd)',
  teacherLabels: 'Label your documents (teacher labels)',
  reviewed: 'Trained on what was reviewed',
  confidence: 'Look for doubtful rows',
};

/** What people know a recipe by. */
export const recipeTitle = (settings: RecipeSettings): string => TITLES[recipeName(settings)]!;

/** The same for a student whose training has this key in the journal. */
export function studentTitle(key: string): string {
  const name = Object.keys(TITLES).find((start) => key.startsWith(`${start}/`));
  return name === undefined ? key : TITLES[name]!;
}
