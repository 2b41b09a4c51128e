import type { MeasureLine } from '../../contract/measures.ts';
import { distinctN } from '../measures/distinctN.ts';
import { MEASURE_TOKENS, measureTokens } from '../measures/measureTokens.ts';
import { selfBleuFigures } from '../measures/selfBleu.ts';
import type { TextSet } from './measureInputs.ts';
import { textPanel } from './panelDefinition.ts';
import { steadySample } from './steadySample.ts';

/** ZeroGen and ProGen measure so many rows; fewer are compared where a list has fewer. */
const MOST_COMPARED = 1000;

const words = {
  title: 'Diversity',
  tells:
    'How much the texts of a list repeat each other. Self-BLEU is the overlap of each text with all others: lower ' +
    'is more varied. Distinct is the share of different words, pairs and triples of words: higher is more varied.',
  doesNotTell:
    'Whether the texts are good or about your task: random words are the most varied. Self-BLEU rises and distinct ' +
    'falls with the number of texts, so compare only lines of the same n.',
  whatToDo:
    'If rows are far above your own texts at the same n: raise the temperature, use more or other seed texts, or ' +
    'write from your documents.',
  columns: [
    ...[1, 2, 3, 4].map((n) => ({ title: `Self-BLEU-${n}`, unit: 'percent' as const })),
    { title: 'Self-BLEU-5', unit: 'percent', atAGlance: 'Self-BLEU-5' },
    ...[1, 2, 3].map((n) => ({ title: `distinct-${n}`, unit: 'percent' as const })),
  ],
  version: 1,
} as const;

/** Self-BLEU (SynthesizRR section 5 and Table 8) and distinct-n, of all texts and at equal numbers. */
export const diversityPanel = textPanel(words, ['rows', 'gold'], ({ rows, gold }) => {
  const sets = [...rows, gold].filter(({ texts }) => texts.length > 0);
  const equal = Math.min(MOST_COMPARED, ...sets.map(({ texts }) => texts.length));
  return {
    madeWith:
      `NLTK's sentence BLEU with smoothing 1, each text against all others of its line, equal weights. ` +
      `${MEASURE_TOKENS} A line of ${equal} has the texts whose SHA-256 is lowest.`,
    lines: [
      ...sets.map((set) => lineOf(sampleOf(set, equal))),
      ...sets
        .filter(({ texts }) => texts.length > equal)
        .map((set) => lineOf({ ...set, title: `${set.title}, all` })),
    ],
  };
});

function sampleOf(set: TextSet, size: number): TextSet {
  return { ...set, texts: steadySample(set.texts, size, ({ text }) => text) };
}

function lineOf({ title, texts }: TextSet): MeasureLine {
  const documents = texts.map(({ text }) => measureTokens(text));
  return {
    title,
    n: texts.length,
    figures: [...selfBleuFigures(documents), ...distinctN(documents)],
  };
}
