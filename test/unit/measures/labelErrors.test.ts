import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { confidentJoint } from '../../../electron/engine/measures/confidentJoint.ts';
import { labelErrors } from '../../../electron/engine/measures/labelErrors.ts';

interface Reference {
  readonly cases: readonly {
    readonly name: string;
    readonly labels: readonly number[];
    readonly probabilities: readonly (readonly number[])[];
    readonly confidentJoint: readonly (readonly number[])[];
    readonly issues: readonly number[];
  }[];
}

const file = new URL('../../fixtures/measures/labelErrorsReference.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as Reference;

describe.each(cases)('$name', ({ labels, probabilities, confidentJoint: joint, issues }) => {
  it("has cleanlab's confident joint", () => {
    expect(confidentJoint(labels, probabilities)).toEqual(joint);
  });

  it("finds cleanlab's label issues in its order", () => {
    const found = labelErrors(labels, probabilities);
    if (!('errors' in found)) throw new Error(found.undefinedBecause);
    expect(found.errors.map(({ item }) => item)).toEqual(issues);
    for (const { item, given, likely, selfConfidence } of found.errors) {
      expect(given).toBe(labels[item]);
      expect(probabilities[item]![likely]).toBe(Math.max(...probabilities[item]!));
      expect(selfConfidence).toBe(probabilities[item]![given]);
    }
  });
});

it('is not defined without labels or for one class', () => {
  expect(labelErrors([], [])).toEqual({ undefinedBecause: 'there are no labels' });
  const rows = [
    [0.2, 0.8],
    [0.6, 0.4],
  ];
  expect(labelErrors([1, 1], rows)).toEqual({ undefinedBecause: 'all labels are of one class' });
});

it('refuses rows that are not probabilities of the classes', () => {
  expect(() => labelErrors([0], [])).toThrow(RangeError);
  expect(() =>
    labelErrors(
      [0, 2],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ),
  ).toThrow('item 1 has no such class');
  expect(() =>
    labelErrors(
      [0, 1],
      [
        [0.5, 0.5],
        [Number.NaN, 0.5],
      ],
    ),
  ).toThrow(RangeError);
});
