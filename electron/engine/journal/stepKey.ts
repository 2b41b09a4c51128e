import { type Phase, phases } from '../../contract/phase.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';

/**
 * The grammar of step keys: a path whose last part is the phase, `s3/round-1/draw-0/generate`. Keys
 * are built and parsed only in this file.
 */
export function stepKey(phase: Phase, ...place: readonly string[]): string {
  return [...place, phase].join('/');
}

/** A recipe's rounds of training, draws of a row, passes that fill gaps, and folds of a check. */
export const round = (q: number): string => `round-${q}`;
export const draw = (n: number): string => `draw-${n}`;
export const pass = (n: number): string => `pass-${n}`;
export const fold = (n: number): string => `fold-${n}`;
export const call = (n: number): string => `call-${n}`;

/** The rows that a recipe starts with, and the student that it ends with. */
export const SEED_SET = 'seed';
export const FINAL = 'final';

const ROUND = /^round-(\d+)$/;
const FOLD = /^fold-\d+$/;
const STUDENT_SEED = /^seed-\d+$/;
const GRID = 'grid';

/** The same training with another student seed; the first seed uses the plain key. */
export function studentSeedKey(key: string, seed: number): string {
  return seed === 0 ? key : within(key, `seed-${seed}`);
}

/** The same training with one point of a grid of settings. */
export function gridPointKey(key: string, settings: Readonly<Record<string, number>>): string {
  // named by its settings rather than its index, so that a longer grid reuses the existing points
  const point = Object.entries(settings).map(([setting, value]) => `${setting}-${value}`);
  return within(key, GRID, point.join('-'));
}

function within(key: string, ...parts: readonly string[]): string {
  const { phase, place } = parseStepKey(key);
  return stepKey(phase, ...place, ...parts);
}

/** Keys that several modules look up. */
export const CORPUS_IMPORT = stepKey('import', 'corpus');
export const CORPUS_CUT = stepKey('cut', 'corpus');
export const CORPUS_EMBED = stepKey('embed', 'corpus');
/** What the judges of the label gate say of the rows of a recipe, by its id. */
export const gateKey = (recipe: string): string =>
  stepKey('sift', 'yardstick', `rows-of-${recipePart(recipe)}`);

/** A recipe's id as one part of a key. */
export function recipePart(recipe: string): string {
  return recipe.replace('/', '-');
}

/** The parsed parts of a step's key. */
export interface StepFacts {
  readonly phase: Phase;
  /** The parts before the phase: ['s3', 'round-1', 'draw-0']. */
  readonly place: readonly string[];
  /** The id of the recipe that the step belongs to; null for shared steps, such as the corpus. */
  readonly recipe: string | null;
  /** The round q that it belongs to; null outside of rounds. */
  readonly round: number | null;
  /** Whether it trains a further student: for another student seed, a point of a grid, or a fold. */
  readonly isRepeat: boolean;
}

/** @throws if the key has no phase, which is a bug in Stillroom */
export function parseStepKey(key: string): StepFacts {
  const place = key.split('/');
  const last = place.pop();
  const phase = phases.find((one) => one === last);
  if (!phase) throw new Error(`the step key ${key} ends in no phase`);
  const recipe = [place.slice(0, 2).join('/'), place[0]!].find((id) => recipeVariants.has(id));
  const q = place.flatMap((part) => ROUND.exec(part)?.[1] ?? [])[0];
  return {
    phase,
    place,
    recipe: recipe ?? null,
    round: q === undefined ? null : Number(q),
    isRepeat: place.some((part) => part === GRID || STUDENT_SEED.test(part) || FOLD.test(part)),
  };
}

/**
 * A sort key for the cleaning steps of a recipe: the seed set first, then rounds and draws by
 * number.
 */
export function inOrderOfWriting(a: string, b: string): number {
  const isSeed = (key: string) => Number(parseStepKey(key).place.at(-1) === SEED_SET);
  return isSeed(b) - isSeed(a) || a.localeCompare(b, 'en', { numeric: true });
}

const HASH_SHOWN = 8;

/** A step's short public name, its key and the start of its hash: `s3/seed/generate@1f3c0a7d`. */
export function stepName(key: string, hash: string): string {
  return `${key}@${hash.slice(0, HASH_SHOWN)}`;
}

/**
 * An item of a step, as a row's lineage refers to its generation: `s3/seed/generate@1f3c0a7d#17`.
 */
export function itemName(step: string, i: number): string {
  return `${step}#${i}`;
}

/** A line of an item whose answer holds several rows, from 1: `s3/seed/generate@1f3c0a7d#17.2`. */
export function lineName(item: string, line: number): string {
  return `${item}.${line}`;
}

/** The item that a row's lineage refers to, without the line. */
export function itemOf(name: string): string {
  return name.replace(/(#\d+)\.\d+$/, '$1');
}

/** @returns null if the text names no item, nor a line of one */
export function parseItemName(name: string): {
  readonly key: string;
  readonly hashStart: string;
  readonly i: number;
  /** From 1, if only a line of the item is meant. */
  readonly line?: number;
} | null {
  const groups = /^(?<key>.+)@(?<hash>[0-9a-f]+)#(?<i>\d+)(?:\.(?<line>\d+))?$/.exec(name)?.groups;
  if (!groups) return null;
  const { key, hash, i, line } = groups;
  return {
    key: key!,
    hashStart: hash!,
    i: Number(i),
    ...(line === undefined ? {} : { line: Number(line) }),
  };
}
