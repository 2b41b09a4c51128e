import type { RandomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { DropReason } from '../../contract/dropReasons.ts';
import { type FilterName, filterNames } from '../../contract/experiment.ts';
import { normalise } from '../import/readGold.ts';
import type { StepStore } from '../journal/run.ts';
import { withoutNull } from '../journal/withoutNull.ts';
import { wordsOf } from '../measures/wordsOf.ts';
import { loadRefusalWords } from '../prompts/promptSet.ts';
import type { RunContext } from './context.ts';
import { type Candidate, droppedCounts, type Example, keptOf, type Lineage } from './example.ts';
import { labelsWithoutRow } from './labelsWithoutRow.ts';
import { NoYield } from './noYield.ts';

type Filter = (candidate: Candidate, kept: KeptTexts) => boolean;

const SHORTEST_WORDS = 3;
const NEAR_JACCARD = 0.8;
const COPY_SHARE = 0.5;
const COPY_GRAM = 5;

/** Each filter decides whether it drops a candidate; they are applied in this order. */
const filters: Readonly<Record<FilterName, Filter>> = {
  empty: ({ text }) => text === '',
  refusal: ({ text }) => refusal().test(text.replaceAll('’', "'")),
  tooShort: ({ text, shortestWords = SHORTEST_WORDS }) => words(text).length < shortestWords,
  exactDuplicate: ({ text }, kept) => kept.hasExact(text),
  nearDuplicate: ({ text }, kept) => kept.hasNear(text),
  copyOfPassage: ({ text, sources }) => copies(text, sources?.passage ? [sources.passage] : []),
  copyOfGold: ({ text, sources }) => copies(text, sources?.gold ?? []),
};

/**
 * Cleans candidates in their order and records each with the filter that dropped it, if any.
 *
 * Nothing is deleted: if a filter is switched off, the next run has its rows again.
 * @param shares how many rows of each label are wanted; if there are more, that many are sampled
 */
export function clean(
  { run, project, filtersOff }: RunContext,
  key: string,
  candidates: readonly Candidate[],
  earlier: readonly Example[] = [],
  shares?: Readonly<Record<string, number>>,
): Promise<Example[]> {
  return run.step(
    key,
    {
      candidates,
      earlier: earlier.map(({ context, text }) => (context === undefined ? text : [context, text])),
      filtersOff,
      refusals: loadRefusalWords(),
      shares: shares ?? null,
    },
    () => {
      const examples = applyFilters(candidates, earlier, filtersOff);
      return shares ? withoutSurplus(examples, shares, run.random(key, 'subsample')) : examples;
    },
    exampleStore(project.database),
  );
}

/**
 * Samples the wanted number of kept rows of each label, without replacement; the others are
 * surplus.
 */
function withoutSurplus(
  examples: readonly Example[],
  shares: Readonly<Record<string, number>>,
  random: RandomStream,
): Example[] {
  const drawn = new Set(
    Object.entries(shares).flatMap(([name, share]) =>
      random.sample(
        keptOf(examples).filter(({ label }) => label === name),
        share,
      ),
    ),
  );
  return examples.map((example) =>
    example.droppedBy === null && !drawn.has(example)
      ? { ...example, droppedBy: 'surplus' as const }
      : example,
  );
}

/** The cleaning itself, without the journal. */
export function applyFilters(
  candidates: readonly Candidate[],
  earlier: readonly Example[],
  off: readonly FilterName[],
): Example[] {
  const active = filterNames.filter((name) => !off.includes(name));
  // the same hypothesis for another premise is a different pair
  const byContext = new Map<string | undefined, KeptTexts>();
  const keptBeside = (context: string | undefined) => {
    const kept = byContext.get(context) ?? new KeptTexts();
    byContext.set(context, kept);
    return kept;
  };
  for (const { context, text } of earlier) keptBeside(context).add(text);
  return candidates.map((candidate) => {
    const { sources, shortestWords, leftOut, ...row } = candidate;
    const kept = keptBeside(row.context);
    // nobody knows what text such a line was to be, so no text is like it
    const droppedBy =
      leftOut === 'unreadable'
        ? leftOut
        : (active.find((name) => filters[name](candidate, kept)) ?? null);
    if (!droppedBy) kept.add(row.text);
    return { ...row, droppedBy: droppedBy ?? leftOut ?? null };
  });
}

/**
 * @throws NoYield if a label has no rows left, or less than a tenth of all rows is left: later
 *   steps could only give the appearance of success
 */
export function requireYield(
  what: string,
  examples: readonly Example[],
  labels: readonly string[],
): void {
  const lost: readonly (DropReason | null)[] = [...filterNames, 'unreadable'];
  const kept = examples.filter(({ droppedBy }) => !lost.includes(droppedBy));
  const without = labelsWithoutRow(labels, kept);
  if (without.length === 0 && kept.length >= examples.length / 10) return;
  const dropped = Object.entries(droppedCounts(examples))
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
  const why =
    without.length > 0
      ? `no row is left for the label ${without.join(', ')}`
      : 'less than a tenth is left';
  throw new NoYield(
    `${what}: of ${examples.length} rows ${kept.length} were kept, and ${why}. Dropped: ` +
      `${dropped || 'none'}. Ask for more rows, choose another teacher or prompt set, or switch a ` +
      'filter off (cleaning.off).',
  );
}

let refusalPattern: RegExp | undefined;

function refusal(): RegExp {
  refusalPattern ??= makeRefusalPattern();
  return refusalPattern;
}

/** "… as an AI language model …", or at the start "(I'm sorry, but) I cannot fulfill …". */
function makeRefusalPattern(): RegExp {
  const { anywhere, apologies, declines, tasks } = loadRefusalWords();
  const oneOf = (list: readonly string[]) => `(?:${list.map(escapeRegExp).join('|')})`;
  const apology = `(?:${oneOf(apologies)}[,.]?(?: but)? )?`;
  return new RegExp(
    `\\b${oneOf(anywhere)}\\b|^\\W*${apology}${oneOf(declines)} ${oneOf(tasks)}\\b`,
    'i',
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function words(text: string): string[] {
  return wordsOf(text.toLowerCase());
}

function grams(list: readonly string[], n: number): Set<string> {
  return new Set(
    Array.from({ length: Math.max(0, list.length - n + 1) }, (_, at) =>
      list.slice(at, at + n).join(' '),
    ),
  );
}

/** Whether half of a text's word 5-grams occur in one of the sources. */
export function copies(text: string, sources: readonly string[]): boolean {
  const own = grams(words(text), COPY_GRAM);
  if (own.size === 0) return sources.some((source) => normalise(source) === normalise(text));
  return sources.some((source) => {
    const theirs = grams(words(source), COPY_GRAM);
    return [...own].filter((gram) => theirs.has(gram)).length >= own.size * COPY_SHARE;
  });
}

/** The rows kept so far, as exact texts and as sets of word trigrams. */
class KeptTexts {
  readonly #exact = new Set<string>();
  readonly #sizes: number[] = [];
  readonly #withTriple = new Map<string, number[]>();

  add(text: string): void {
    this.#exact.add(normalise(text));
    const triples = grams(words(text), 3);
    const row = this.#sizes.push(triples.size) - 1;
    for (const triple of triples) {
      const rows = this.#withTriple.get(triple);
      if (rows) rows.push(row);
      else this.#withTriple.set(triple, [row]);
    }
  }

  hasExact(text: string): boolean {
    return this.#exact.has(normalise(text));
  }

  /** Whether the Jaccard similarity of the word trigrams with any kept row is 0.8 or more. */
  hasNear(text: string): boolean {
    const triples = grams(words(text), 3);
    const shared = new Map<number, number>();
    for (const triple of triples) {
      for (const row of this.#withTriple.get(triple) ?? []) {
        shared.set(row, (shared.get(row) ?? 0) + 1);
      }
    }
    return [...shared].some(
      ([row, n]) => n / (triples.size + this.#sizes[row]! - n) >= NEAR_JACCARD,
    );
  }
}

interface Row {
  readonly context: string | null;
  readonly text: string;
  readonly label: string;
  readonly answer_start: number | null;
  readonly dropped_by: DropReason | null;
  readonly lineage: string;
}

function exampleStore(database: Database): StepStore<Example[]> {
  return {
    put(step, examples) {
      for (const [i, example] of examples.entries()) {
        const { context = null, text, label, answerStart = null, droppedBy, lineage } = example;
        database.run(
          `INSERT INTO examples (step, i, context, text, label, answer_start, dropped_by, lineage)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          step,
          i,
          context,
          text,
          label,
          answerStart,
          droppedBy,
          JSON.stringify(lineage),
        );
      }
    },
    get: (step) =>
      database
        .all<Row>('SELECT * FROM examples WHERE step = ? ORDER BY i', step)
        .map(({ context, text, label, answer_start, dropped_by, lineage }) =>
          withoutNull({
            context,
            text,
            label,
            answerStart: answer_start,
            droppedBy: dropped_by,
            lineage: JSON.parse(lineage) as Lineage,
          }),
        ),
  };
}
