import { expect, it } from 'vitest';
import { copiesOfItems } from '../../../electron/engine/measures/copiesOfItems.ts';
import { copiesOf } from '../../../electron/engine/measures/nearCopies.ts';

const PASSAGE = 'The mill by the river was built in 1822 and burned down forty years later.';
const OTHER = 'A lighthouse keeper counts ships, and every evening he writes their names down.';

it('texts alone are compared as copiesOf compares them', () => {
  const rows = ['One two three four.', PASSAGE, 'something else'];
  const references = [PASSAGE.toUpperCase(), 'one two three four', PASSAGE];
  expect(
    copiesOfItems(
      rows.map((text) => ({ text })),
      references.map((text) => ({ text })),
    ),
  ).toEqual(copiesOf(rows, references));
});

it('a question is a copy only if its passage is one, too, whichever of equal questions that is', () => {
  const text = 'When was it built?';
  const tests = [
    { context: OTHER, text },
    { context: PASSAGE, text },
    { context: PASSAGE, text: 'What happened to it?' },
  ];
  const rows = [
    { context: PASSAGE, text: 'Who owned it?' },
    { context: PASSAGE, text },
    { context: 'Nothing of the kind.', text },
    { context: null, text: 'alone' },
  ];
  expect(copiesOfItems(rows, tests)).toEqual([
    { first: 1, second: 1, similarity: 1, isExact: true },
  ]);
});
