import { expect, it } from 'vitest';
import {
  attributesIn,
  emptyAttribute,
  listMarks,
  textsOf,
  typedAttributes,
  valuesIn,
  withListed,
  withListFor,
  withText,
} from '../../../../../renderer/screens/run/typedAttributes.ts';

const ASKED = [
  { name: 'subject', isOfLabel: true },
  { name: 'style', isOfLabel: false },
];
const LABELS = ['good', 'bad'];
const GIVEN = { style: ['dry', 'ironic'], speaker: { good: ['a child'], bad: ['a critic', 'I'] } };

it('what is in use is shown, and comes out as it went in', () => {
  const typed = typedAttributes(ASKED, GIVEN);
  expect(typed.map(({ name, isAsked, isOfLabel }) => [name, isAsked, isOfLabel])).toEqual([
    ['subject', true, true],
    ['style', true, false],
    ['speaker', false, true],
  ]);
  expect(textsOf(typed[2]!, LABELS)).toEqual([
    { label: 'good', text: 'a child' },
    { label: 'bad', text: 'a critic\nI' },
  ]);
  // without the subject, which has no values
  expect(attributesIn(typed, LABELS)).toEqual(GIVEN);
});

it('a line is a value, whatever spaces and empty lines are around it', () => {
  expect(valuesIn('\n  a late parcel \n\nI, too\n')).toEqual(['a late parcel', 'I, too']);
});

it('a list that lacks a label is not whole, and is left to the teacher', () => {
  const [subject] = typedAttributes(ASKED, {});
  const half = withText(subject!, 'good', 'joy');
  expect(attributesIn([half], LABELS)).toEqual({});
  expect(attributesIn([withText(half, 'bad', 'anger')], LABELS)).toEqual({
    subject: { good: ['joy'], bad: ['anger'] },
  });
});

it('takes what the teacher listed where nothing is typed', () => {
  const listed = { subject: { good: ['a', 'b'], bad: ['c'] }, style: ['dry'] };
  const [subject, style] = typedAttributes(ASKED, { style: ['ironic'] });
  const half = withText(subject!, 'good', 'joy');
  const own = emptyAttribute({ name: 'speaker', isOfLabel: false });
  const taken = withListed([half, style!, own], listed, LABELS);
  expect(attributesIn(taken, LABELS)).toEqual({
    subject: { good: ['joy'], bad: ['c'] },
    style: ['ironic'],
  });
  const shared = withListFor(half, false, LABELS);
  expect(attributesIn(withListed([{ ...shared, forAll: '' }], listed, LABELS), LABELS)).toEqual({
    subject: listed.subject,
  });
});

it('one list becomes a list for each label, and the other way round without losing a value', () => {
  const [, style, speaker] = typedAttributes(ASKED, GIVEN);
  expect(attributesIn([withListFor(style!, true, LABELS)], LABELS)).toEqual({
    style: { good: ['dry', 'ironic'], bad: ['dry', 'ironic'] },
  });
  const joined = withListFor(withText(speaker!, 'good', 'I\na child'), false, LABELS);
  expect(attributesIn([joined], LABELS)).toEqual({ speaker: ['I', 'a child', 'a critic'] });
});

it('marks empty lists, repeated and long lines by their numbers', () => {
  const own = { isAsked: false, isFree: true };
  expect(listMarks(' \n', own).fault).toBe('This list is empty. Write a value on a line.');
  expect(listMarks('', { isAsked: true, isFree: true }).fault).toBeNull();
  expect(listMarks('', { isAsked: true, isFree: false }).fault).toMatch(/or have the teacher/);
  expect(listMarks('joy\n\nhope\n JOY\nhope', own)).toEqual({
    fault: null,
    repeats: 'Line 4 repeats line 1, line 5 repeats line 3: such a value is drawn more often.',
  });
  expect(listMarks(`joy\n${'x'.repeat(301)}`, own).fault).toBe(
    'Line 2 has more than 300 letters. Shorten it.',
  );
  const many = Array.from({ length: 1001 }, (_, i) => `${i}`).join('\n');
  expect(listMarks(many, own).fault).toBe(
    'A list has 1,000 values at most, and this one has 1,001.',
  );
});
