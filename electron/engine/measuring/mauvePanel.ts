import type { MeasureLine } from '../../contract/measures.ts';
import { MAUVE_SETTINGS, mauve } from '../measures/mauve.ts';
import { type EmbeddedSet, vectorPanel } from './panelDefinition.ts';
import { steadySample } from './steadySample.ts';

/** MAUVE compares as many rows as gold texts, and no more than so many. */
export const MOST_COMPARED = 2000;
/** Fewer texts make histograms of two cells, which say nothing. */
const LEAST_COMPARED = 30;
const SEED = 25;

const words = {
  title: 'MAUVE',
  tells:
    'How close rows are to your own texts as two clouds in the space of a model: near 100% if they cannot be told ' +
    'apart.',
  doesNotTell:
    "Whether labels are right. With SynthesizRR's setting clouds that share nothing have 50%, not 0. Figures hold " +
    'only for the same model and about the same number of texts.',
  whatToDo:
    'If rows are far from your texts, show the teacher more of them, or write from documents of your own.',
  columns: [
    { title: 'c = 1, k = 30, as SynthesizRR', unit: 'percent', atAGlance: 'MAUVE' },
    { title: 'c = 5, k = n/10, as the package', unit: 'percent' },
  ],
  version: 1,
} as const;

/** MAUVE of rows and gold (Pillutla et al. 2021; SynthesizRR section 5). */
export const mauvePanel = vectorPanel(
  words,
  ['rows', 'gold', 'test'],
  ({ rows, gold, test, encoder }) => {
    const own = {
      ...gold,
      title: 'gold',
      vectors: [...gold.vectors, ...test.vectors],
      texts: [...gold.texts, ...test.texts],
    };
    return {
      madeWith:
        `Vectors of ${encoder}, PCA to 90% of the variance, k-means with seed ${SEED}. The papers use the last token of ` +
        'GPT-2 XL, so their figures are not comparable. Rows are compared with as many of your labels and test texts.',
      lines: rows.map((set) => lineOf(set, own)),
    };
  },
);

function lineOf(set: EmbeddedSet, gold: Pick<EmbeddedSet, 'texts' | 'vectors'>): MeasureLine {
  const size = Math.min(set.texts.length, gold.texts.length, MOST_COMPARED);
  if (size < LEAST_COMPARED) {
    const why = { undefinedBecause: `it compares at least ${LEAST_COMPARED} texts with as many` };
    return { title: set.title, n: size, figures: words.columns.map(() => why) };
  }
  const [rows, theirs] = [vectorsOf(set, size), vectorsOf(gold, size)];
  return {
    title: set.title,
    n: size,
    figures: [
      mauve(theirs, rows, MAUVE_SETTINGS.synthesizrr, SEED),
      mauve(theirs, rows, MAUVE_SETTINGS.package, SEED),
    ],
  };
}

function vectorsOf(
  { texts, vectors }: Pick<EmbeddedSet, 'texts' | 'vectors'>,
  size: number,
): Float32Array[] {
  const places = steadySample(
    texts.map((_, at) => at),
    size,
    (at) => texts[at]!.text,
  );
  return places.map((at) => vectors[at]!);
}
