import type { AskedAttribute } from '../../../electron/contract/listingCalls.ts';
import {
  type Attributes,
  LONGEST_VALUE,
  MOST_VALUES,
} from '../../../electron/contract/recipes/attrprompt.ts';

/** An attribute as it is typed: a text of one value a line for all labels, or a text for each. */
export interface TypedAttribute {
  readonly name: string;
  /** Whether the teacher lists it where people leave it empty. */
  readonly isAsked: boolean;
  readonly isOfLabel: boolean;
  readonly forAll: string;
  readonly ofLabel: Readonly<Record<string, string>>;
}

/** The attributes of the prompt set with the values that are in use, then those that people added. */
export function typedAttributes(
  asked: readonly AskedAttribute[],
  given: Attributes,
): TypedAttribute[] {
  const names = new Set(asked.map(({ name }) => name));
  const added = Object.keys(given).filter((name) => !names.has(name));
  return [
    ...asked.map((one) => withValues({ ...emptyAttribute(one), isAsked: true }, given[one.name])),
    ...added.map((name) => withValues(emptyAttribute({ name, isOfLabel: false }), given[name])),
  ];
}

/** An attribute that somebody adds. */
export function emptyAttribute({ name, isOfLabel }: AskedAttribute): TypedAttribute {
  return { name, isAsked: false, isOfLabel, forAll: '', ofLabel: {} };
}

function withValues(typed: TypedAttribute, values: Attributes[string] | undefined): TypedAttribute {
  if (values === undefined) return typed;
  if (Array.isArray(values)) return { ...typed, isOfLabel: false, forAll: textOf(values) };
  const texts = Object.entries(values).map(([label, list]) => [label, textOf(list)]);
  return { ...typed, isOfLabel: true, ofLabel: Object.fromEntries(texts) };
}

const textOf = (values: readonly string[]) => values.join('\n');

/** The values of a text: its lines without those that are empty. */
export function valuesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The texts of an attribute, each with its label; null for one that is for all labels. */
export function textsOf(
  { isOfLabel, forAll, ofLabel }: TypedAttribute,
  labels: readonly string[],
): { readonly label: string | null; readonly text: string }[] {
  if (!isOfLabel) return [{ label: null, text: forAll }];
  // a label may be called constructor
  return labels.map((label) => ({
    label,
    text: Object.hasOwn(ofLabel, label) ? ofLabel[label]! : '',
  }));
}

export function withText(
  typed: TypedAttribute,
  label: string | null,
  text: string,
): TypedAttribute {
  if (label === null) return { ...typed, forAll: text };
  return { ...typed, ofLabel: { ...typed.ofLabel, [label]: text } };
}

/** Makes one list of a list for each label, or the other way round; no value is lost. */
export function withListFor(
  typed: TypedAttribute,
  isOfLabel: boolean,
  labels: readonly string[],
): TypedAttribute {
  if (isOfLabel === typed.isOfLabel) return typed;
  const texts = textsOf(typed, labels);
  if (!isOfLabel) {
    const values = new Set(texts.flatMap(({ text }) => valuesIn(text)));
    return { ...typed, isOfLabel, forAll: textOf([...values]) };
  }
  const same = labels.map((label) => [label, typed.forAll]);
  return { ...typed, isOfLabel, ofLabel: Object.fromEntries(same) };
}

/** Takes values of the teacher's where nothing is typed. */
export function withListed(
  typed: readonly TypedAttribute[],
  listed: Attributes,
  labels: readonly string[],
): TypedAttribute[] {
  return typed.map((one) => {
    if (!Object.hasOwn(listed, one.name)) return one;
    const values = listed[one.name]!;
    if (isEmpty(one, labels)) return withValues(one, values);
    return textsOf(one, labels).reduce((before, { label, text }) => {
      if (valuesIn(text).length > 0) return before;
      return withText(before, label, textOf(valuesOf(values, label)));
    }, one);
  });
}

function valuesOf(values: Attributes[string], label: string | null): readonly string[] {
  if (Array.isArray(values)) return values;
  return label !== null && Object.hasOwn(values, label) ? values[label]! : [];
}

export const isEmpty = (typed: TypedAttribute, labels: readonly string[]): boolean =>
  textsOf(typed, labels).every(({ text }) => valuesIn(text).length === 0);

/** The lists as the recipe takes them, without those that are not whole: the teacher lists these. */
export function attributesIn(
  typed: readonly TypedAttribute[],
  labels: readonly string[],
): Attributes {
  const whole = typed.filter((one) =>
    textsOf(one, labels).every(({ text }) => valuesIn(text).length > 0),
  );
  return Object.fromEntries(
    whole.map((one): [string, Attributes[string]] => {
      if (!one.isOfLabel) return [one.name, valuesIn(one.forAll)];
      const lists = textsOf(one, labels).map(({ label, text }) => [label, valuesIn(text)]);
      return [one.name, Object.fromEntries(lists)];
    }),
  );
}

/** What a person is told beside a list. */
export interface ListMarks {
  /** Why it cannot be used; null if it can. */
  readonly fault: string | null;
  /** Lines that repeat others, which it can be used with; null if none does. */
  readonly repeats: string | null;
}

interface ListPlace {
  /** Whether the teacher can list it. */
  readonly isAsked: boolean;
  /** Whether the attribute has no value in any list. */
  readonly isFree: boolean;
}

export function listMarks(text: string, place: ListPlace): ListMarks {
  const lines = text
    .split('\n')
    .map((line, at) => ({ value: line.trim(), number: at + 1 }))
    .filter(({ value }) => value !== '');
  return { fault: faultOf(lines, place), repeats: repeatsOf(lines) };
}

interface Line {
  readonly value: string;
  readonly number: number;
}

function faultOf(lines: readonly Line[], { isAsked, isFree }: ListPlace): string | null {
  if (lines.length === 0) {
    if (!isAsked) return 'This list is empty. Write a value on a line.';
    return isFree
      ? null
      : 'This list is empty. Write a value on a line, or have the teacher list it.';
  }
  if (lines.length > MOST_VALUES) {
    return `A list has ${MOST_VALUES.toLocaleString('en')} values at most, and this one has ${lines.length.toLocaleString('en')}.`;
  }
  const long = lines.find(({ value }) => value.length > LONGEST_VALUE);
  return long ? `Line ${long.number} has more than ${LONGEST_VALUE} letters. Shorten it.` : null;
}

function repeatsOf(lines: readonly Line[]): string | null {
  const first = new Map<string, number>();
  const repeats = lines.flatMap(({ value, number }) => {
    const key = value.toLowerCase();
    const before = first.get(key);
    if (before === undefined) first.set(key, number);
    return before === undefined ? [] : [`line ${number} repeats line ${before}`];
  });
  if (repeats.length === 0) return null;
  const told = repeats.join(', ');
  return `${told[0]!.toUpperCase()}${told.slice(1)}: such a value is drawn more often.`;
}
