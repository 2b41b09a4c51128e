import type { z } from 'zod';
import { nearNames } from '../../../models/catalog/nearNames.ts';
import { recipeKinds } from '../../contract/recipes/recipes.ts';
import { fieldsAt } from './settingsSchema.ts';

/** One error in an experiment: the field's path, and what was expected there. */
export interface Fault {
  readonly at: readonly PropertyKey[];
  readonly expected: string;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'fields with values',
  record: 'names with values',
};

/** Rephrases a schema error for people who write experiments and do not know schemas. */
export function explainIssue(issue: z.core.$ZodIssue, written: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const expected = `there is no such field; known here: ${fieldsAt(issue.path, written).join(', ')}.`;
    return issue.keys.map((key) => ({ at: [...issue.path, key], expected }));
  }
  // a custom rule of the schema has its own sentence
  if (issue.code === 'custom' || issue.code === 'invalid_format') {
    return [{ at: issue.path, expected: `${issue.message}.` }];
  }
  const value = valueAt(written, issue.path);
  const expected = expectation(issue);
  if (value === undefined)
    return [{ at: issue.path, expected: `it is missing; expected ${expected}.` }];
  const found = typeof value === 'object' ? kindOf(value) : JSON.stringify(value);
  const meant = isUnknownKind(issue) && typeof value === 'string' ? nearest(value) : '';
  return [{ at: issue.path, expected: `expected ${expected}, found ${found}.${meant}` }];
}

const isUnknownKind = ({ code, path }: z.core.$ZodIssue) =>
  code === 'invalid_union' && path.at(-1) === 'kind';

/** Suggests the recipe that a mistyped kind may have meant. */
function nearest(typed: string): string {
  const [name] = nearNames(typed, recipeKinds);
  return name === undefined ? '' : ` Did you mean ${name}?`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_union':
      return `one of ${('options' in issue ? (issue.options ?? []) : []).join(', ')}`;
    case 'too_small':
    case 'too_big':
      return limit(issue);
    default:
      return issue.message;
  }
}

function limit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  if (issue.origin === 'string') return 'a text that is not empty';
  const unit = issue.origin === 'array' ? ' in the list' : '';
  if (!issue.inclusive) return `${isSmall ? 'more' : 'less'} than ${bound}${unit}`;
  return `${bound} or ${isSmall ? 'more' : 'less'}${unit}`;
}

function kindOf(value: object | null): string {
  if (value === null) return 'nothing';
  if (!Array.isArray(value)) return 'fields with values';
  return value.length === 0 ? 'an empty list' : 'a list';
}

function valueAt(written: unknown, at: readonly PropertyKey[]): unknown {
  return at.reduce((value, key) => (value as Record<PropertyKey, unknown> | null)?.[key], written);
}
