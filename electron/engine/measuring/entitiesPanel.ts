import type { Figure } from '../../contract/figure.ts';
import { compromiseTagger, type Tagger } from '../measures/compromiseTagger.ts';
import { ENTITY_EPSILON, entityMeasures } from '../measures/entityMeasures.ts';
import type { TextNames } from './measureInputs.ts';
import { textPanel } from './panelDefinition.ts';

/** The types of names that have an entropy of their own (SynthesizRR Figure 4). */
const TYPES = ['person', 'place', 'organization'] as const;

const words = {
  title: 'Names in the texts',
  tells:
    'How varied the people, places and organizations are that rows name (entropy: higher is more varied), how many ' +
    'of the names in your texts they have too, and how far their distributions are apart.',
  doesNotTell:
    'Whether names are used rightly. Every tagger misses names, one by rules most; compare lines, not single figures.',
  whatToDo:
    'If rows name the same few again and again, write from your documents: names come with them.',
  columns: [
    { title: 'entropy, mean of types', unit: 'bits', atAGlance: 'entropy of names' },
    { title: 'recall of different names', unit: 'percent' },
    { title: 'recall, weighted', unit: 'percent' },
    { title: 'KL from your texts, mean of types', unit: 'number' },
    ...TYPES.map((type) => ({ title: `entropy, ${type}`, unit: 'bits' as const })),
  ],
  version: 2,
} as const;

/** Entity entropy, recall and divergence (SynthesizRR section 5, Figure 4 and Table 4). */
export const entitiesPanel = textPanel(
  words,
  ['rows', 'gold', 'test', 'names'],
  async ({ rows, gold, test, names }) => {
    const tagger = names ? taggerOf(names) : compromiseTagger;
    const own = { title: 'your texts', texts: [...gold.texts, ...test.texts] };
    const tagged = async ({ texts }: { readonly texts: readonly { readonly text: string }[] }) =>
      tagger.tag(texts.map(({ text }) => text));
    const ofOwn = await tagged(own);
    const itself: Figure = { undefinedBecause: 'they are compared with themselves' };
    const { entropy: ownEntropy } = entityMeasures(ofOwn, ofOwn);
    const lines = [];
    for (const set of rows) {
      const { entropy, recall, divergence } = entityMeasures(ofOwn, await tagged(set));
      lines.push({
        title: set.title,
        n: set.texts.length,
        figures: [
          entropy.mean,
          recall.unique,
          recall.weighted,
          divergence.mean,
          ...entropiesOf(entropy.byType),
        ],
      });
    }
    return {
      madeWith:
        `${tagger.name}: names by their exact spelling. Entropy in bits of each ` +
        `type, KL(your texts || rows) in nats with ${ENTITY_EPSILON} added to each count; both are the mean over types.`,
      lines: [
        {
          title: own.title,
          n: own.texts.length,
          figures: [ownEntropy.mean, itself, itself, itself, ...entropiesOf(ownEntropy.byType)],
        },
        ...lines,
      ],
    };
  },
);

/** What a model has found already. */
function taggerOf({ tagger, byText }: TextNames): Tagger {
  return {
    name: `the model ${tagger}`,
    tag: async (texts) => texts.map((text) => byText.get(text)!),
  };
}

const entropiesOf = (byType: Readonly<Record<string, Figure>>): Figure[] =>
  TYPES.map((type) => byType[type] ?? { undefinedBecause: `the texts name no ${type}` });
