import type { Figure } from '../../contract/figure.ts';
import type { MeasureLine, Worklist } from '../../contract/measures.ts';
import { copiesOfItems } from '../measures/copiesOfItems.ts';
import { longestSharedRun } from '../measures/longestSharedRun.ts';
import { mean } from '../measures/mean.ts';
import { type CopyPair, copiesOf, nearCopies } from '../measures/nearCopies.ts';
import type { MeasuredText, MeasureInputs, TextSet } from './measureInputs.ts';
import { textPanel } from './panelDefinition.ts';

const words = {
  title: 'Copies and memorised passages',
  tells:
    'How many rows repeat each other, your labels, your documents or your test texts, and how many words in a row ' +
    'they share with them at most. A row that has a test text makes the test worthless for it.',
  doesNotTell:
    'Whether a row only says the same in other words, and what of the public internet the teacher repeats.',
  whatToDo:
    'Reject rows that copy a test text, and run again: the test counts only then. Of near copies keep one.',
  columns: [
    { title: 'copy an earlier row', unit: 'count' },
    { title: 'nearly so', unit: 'count', atAGlance: 'near copies' },
    { title: 'copy a label', unit: 'count' },
    { title: 'copy a document', unit: 'count' },
    { title: 'copy a test text', unit: 'count' },
    { title: 'shared run, labels', unit: 'number' },
    { title: 'shared run, documents', unit: 'number' },
  ],
  version: 2,
} as const;

type Inputs = Pick<MeasureInputs, 'rows' | 'gold' | 'corpus' | 'test'>;

/** Copies within rows, and between rows and all that they can have come from. */
export const copiesPanel = textPanel(words, ['rows', 'gold', 'corpus', 'test'], (inputs) => {
  const found = inputs.rows.map((set) => ({ set, copies: copiesIn(set, inputs) }));
  return {
    madeWith:
      'Copies are equal but for case, spaces and forms of characters; near copies share at least 80% of their ' +
      'runs of three words (Jaccard). A shared run is the most words in a row that a row has in common with any of the ' +
      'texts, without punctuation; the mean over the rows.',
    lines: found.map(({ set, copies }) => lineOf(set, copies, inputs)),
    notes: found.flatMap(({ set, copies }) => leakNote(set, copies.test)),
    worklists: found.flatMap(({ set, copies }) => [
      ...listOf(
        set,
        'copies of test texts',
        copies.test,
        'Reject them: the test counts only without them.',
      ),
      ...listOf(
        set,
        'copies of labels',
        copies.gold,
        'They teach nothing that the label does not teach.',
      ),
      ...listOf(
        set,
        'copies of documents',
        copies.corpus,
        'They are as your documents have them; check the label.',
      ),
      ...listOf(set, 'copies of earlier rows', repeated(copies.within), 'Keep one of each.'),
    ]),
  };
});

/** Pairs of a row and a text that it copies. */
interface Copies {
  readonly within: readonly CopyPair[];
  readonly gold: readonly CopyPair[];
  readonly corpus: readonly CopyPair[];
  readonly test: readonly CopyPair[];
}

function copiesIn({ texts }: TextSet, { gold, corpus, test }: Inputs): Copies {
  const own = textsOf({ texts });
  return {
    within: nearCopies(own).filter(({ first, second }) =>
      hasLikeContext(texts[first]!, texts[second]!),
    ),
    gold: copiesOfItems(texts, gold.texts),
    corpus: copiesOf(own, textsOf(corpus)),
    test: copiesOfItems(texts, test.texts),
  };
}

/** Two pairs or questions are not copies if their first texts differ. */
const hasLikeContext = (a: MeasuredText, b: MeasuredText) =>
  a.context === b.context || copiesOf([a.context ?? ''], [b.context ?? '']).length > 0;

const textsOf = ({ texts }: Pick<TextSet, 'texts'>) => texts.map(({ text }) => text);

/** The later row of each pair as the first, so that worklists name the copy. */
const repeated = (pairs: readonly CopyPair[]) =>
  pairs.map(({ second, ...pair }) => ({ ...pair, first: second, second: pair.first }));

const rowsIn = (pairs: readonly CopyPair[]) => [...new Set(pairs.map(({ first }) => first))];

function lineOf(set: TextSet, copies: Copies, { gold, corpus, test }: Inputs): MeasureLine {
  const { title, texts } = set;
  const within = repeated(copies.within);
  const exact = new Set(rowsIn(within.filter(({ isExact }) => isExact)));
  const near = rowsIn(within).filter((row) => !exact.has(row));
  const counted = (other: TextSet, pairs: readonly CopyPair[]): Figure =>
    other.texts.length === 0
      ? { undefinedBecause: `${other.title} are none` }
      : { value: rowsIn(pairs).length };
  return {
    title,
    n: texts.length,
    figures: [
      { value: exact.size },
      { value: near.length },
      counted(gold, copies.gold),
      counted(corpus, copies.corpus),
      counted(test, copies.test),
      meanRun(set, gold),
      meanRun(set, corpus),
    ],
  };
}

function meanRun(set: TextSet, other: TextSet): Figure {
  if (other.texts.length === 0) return { undefinedBecause: `${other.title} are none` };
  const runs = longestSharedRun(textsOf(set), textsOf(other));
  return { value: mean(runs.map((run) => run?.length ?? 0)) };
}

function leakNote({ title }: TextSet, pairs: readonly CopyPair[]): string[] {
  const leaked = rowsIn(pairs).length;
  if (leaked === 0) return [];
  return [
    `${title}: ${leaked === 1 ? 'a row is a copy' : `${leaked} rows are copies`} of test texts, so what its ` +
      'students score on the test is worth nothing.',
  ];
}

function listOf(
  set: TextSet,
  what: string,
  pairs: readonly CopyPair[],
  advice: string,
): Worklist[] {
  const rows = rowsIn(pairs).flatMap((at) => set.texts[at]!.row ?? []);
  return rows.length === 0 ? [] : [{ title: `${set.title}: ${what}`, advice, rows }];
}
