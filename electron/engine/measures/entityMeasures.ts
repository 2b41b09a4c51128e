import type { Figure } from '../../contract/figure.ts';
import { mean } from './mean.ts';

/** A name in a text. */
export interface Entity {
  /** What it names, in the tagger's word: 'person'. */
  readonly type: string;
  /** The name as the text has it. Names that differ in case are different names. */
  readonly surface: string;
}

/** The entities of each text. */
type TextsEntities = readonly (readonly Entity[])[];

/** A figure for each type of entity, and their mean. */
interface TypeFigures {
  readonly byType: Readonly<Record<string, Figure>>;
  readonly mean: Figure;
}

/** The shares of gold's entities that the rows have: of different ones, and of all occurrences. */
interface EntityRecall {
  readonly unique: Figure;
  readonly weighted: Figure;
}

/**
 * What each count is raised by before two distributions are compared, so that the divergence is finite:
 * half an occurrence, as Krichevsky and Trofimov (1981) estimate. SynthesizRR does not state its own.
 */
export const ENTITY_EPSILON = 0.5;

/** What SynthesizRR measures of the entities of gold and of a set of rows (its Figure 4 and Table 4). */
export function entityMeasures(gold: TextsEntities, rows: TextsEntities) {
  return {
    goldEntropy: entityEntropy(gold),
    entropy: entityEntropy(rows),
    recall: entityRecall(gold, rows),
    divergence: entityDivergence(gold, rows),
  };
}

/**
 * The entropy of the texts' entities in bits, by type (SynthesizRR, section 5): 0 if the texts have one
 * name of a type only. The mean is over the types that the texts have.
 */
function entityEntropy(texts: TextsEntities): TypeFigures {
  const counts = countsByType(texts);
  return figuresOf([...counts.keys()], 'the texts have no entity', (type) => ({
    value: entropyOf([...counts.get(type)!.values()]),
  }));
}

/**
 * How many of gold's entities occur in the rows (SynthesizRR, Table 4): for all types together, and by
 * type of gold. The weighted share counts an entity as often as gold has it.
 */
function entityRecall(
  gold: TextsEntities,
  rows: TextsEntities,
): EntityRecall & { readonly byType: Readonly<Record<string, EntityRecall>> } {
  const [goldCounts, rowCounts] = [countsByType(gold), countsByType(rows)];
  const parts = [...goldCounts].map(([type, counts]) => {
    const found = [...counts].filter(([surface]) => rowCounts.get(type)?.has(surface));
    return {
      type,
      unique: [found.length, counts.size] as const,
      weighted: [sumOf(found.map(([, count]) => count)), sumOf([...counts.values()])] as const,
    };
  });
  return {
    unique: shareOf(parts.map(({ unique }) => unique)),
    weighted: shareOf(parts.map(({ weighted }) => weighted)),
    byType: Object.fromEntries(
      parts.map(({ type, unique, weighted }) => [
        type,
        { unique: shareOf([unique]), weighted: shareOf([weighted]) },
      ]),
    ),
  };
}

/**
 * How far the rows' entities are from gold's, by type of gold: KL(gold || rows) in nats over the names of
 * both, with `ENTITY_EPSILON` added to each count. SynthesizRR (Table 4) states neither the direction nor
 * the smoothing. The mean is over the types that both have, so the rows' lack of a type shows by type only.
 */
function entityDivergence(gold: TextsEntities, rows: TextsEntities): TypeFigures {
  const [goldCounts, rowCounts] = [countsByType(gold), countsByType(rows)];
  return figuresOf([...goldCounts.keys()], 'gold has no entity', (type) => {
    const of = goldCounts.get(type)!;
    const from = rowCounts.get(type);
    // smoothing alone would call every name equally likely, which may be nearer than a poor choice
    if (!from) return { undefinedBecause: 'the rows have no entity of this type' };
    return { value: divergenceOf(of, from) };
  });
}

function figuresOf(
  types: readonly string[],
  why: string,
  figureOf: (type: string) => Figure,
): TypeFigures {
  const figures = types.toSorted().map((type) => [type, figureOf(type)] as const);
  const values = figures.flatMap(([, figure]) => ('value' in figure ? [figure.value] : []));
  const missing = figures.length > 0 ? 'the rows have no entity of a type that gold has' : why;
  return {
    byType: Object.fromEntries(figures),
    mean: values.length > 0 ? { value: mean(values) } : { undefinedBecause: missing },
  };
}

/** @returns for each type, how often the texts have each surface */
function countsByType(texts: TextsEntities): Map<string, Map<string, number>> {
  const byType = new Map<string, Map<string, number>>();
  for (const { type, surface } of texts.flat()) {
    const counts = byType.get(type) ?? new Map<string, number>();
    byType.set(type, counts.set(surface, (counts.get(surface) ?? 0) + 1));
  }
  return byType;
}

function entropyOf(counts: readonly number[]): number {
  const sum = sumOf(counts);
  return sumOf(counts.map((count) => (count / sum) * Math.log2(sum / count)));
}

function divergenceOf(of: ReadonlyMap<string, number>, from: ReadonlyMap<string, number>): number {
  const surfaces = [...new Set([...of.keys(), ...from.keys()])];
  const sharesOf = (counts: ReadonlyMap<string, number>) => {
    const raised = surfaces.map((surface) => (counts.get(surface) ?? 0) + ENTITY_EPSILON);
    const sum = sumOf(raised);
    return raised.map((count) => count / sum);
  };
  const [p, q] = [sharesOf(of), sharesOf(from)];
  // rounding may leave the divergence of equal distributions below zero
  return Math.max(0, sumOf(p.map((share, i) => share * Math.log(share / q[i]!))));
}

function shareOf(parts: readonly (readonly [number, number])[]): Figure {
  const whole = sumOf(parts.map(([, all]) => all));
  if (whole === 0) return { undefinedBecause: 'gold has no entity' };
  return { value: sumOf(parts.map(([some]) => some)) / whole };
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
