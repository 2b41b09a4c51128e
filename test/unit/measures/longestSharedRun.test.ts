import { expect, it } from 'vitest';
import { longestSharedRun } from '../../../electron/engine/measures/longestSharedRun.ts';
import { measureWords } from '../../../electron/engine/measures/measureTokens.ts';
import { randomStream } from '../../../models/randomStream.ts';

function bruteLength(text: readonly string[], references: readonly (readonly string[])[]): number {
  const joined = references.map((words) => ` ${words.join(' ')} `);
  for (let length = text.length; length > 0; length--) {
    for (let at = 0; at + length <= text.length; at++) {
      const run = ` ${text.slice(at, at + length).join(' ')} `;
      if (joined.some((reference) => reference.includes(run))) return length;
    }
  }
  return 0;
}

it('finds runs as long as a brute force, at places that hold them', () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = randomStream('shared runs', seed);
    const words = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, 2 + (seed % 5));
    const made = (count: number, most: number) =>
      Array.from({ length: count }, () =>
        Array.from({ length: random.below(most + 1) }, () => random.pick(words)).join(' '),
      );
    const texts = made(8, 25);
    const references = made(6, 30);
    const runs = longestSharedRun(texts, references);
    expect(runs).toHaveLength(texts.length);
    for (const [i, run] of runs.entries()) {
      const text = measureWords(texts[i]!);
      const length = bruteLength(text, references.map(measureWords));
      expect(run?.length ?? 0).toBe(length);
      if (!run) continue;
      const reference = measureWords(references[run.reference]!);
      expect(text.slice(run.textWord, run.textWord + length)).toEqual(
        reference.slice(run.referenceWord, run.referenceWord + length),
      );
    }
  }
});

it('ignores case and marks, and never joins two texts or two references', () => {
  expect(
    longestSharedRun(
      ['So: a very fine Film!', 'one two', 'three four', '', 'five six'],
      ['It was a Very Fine film, indeed', 'one two three four', 'five', 'six'],
    ),
  ).toEqual([
    { length: 4, reference: 0, textWord: 1, referenceWord: 2 },
    { length: 2, reference: 1, textWord: 0, referenceWord: 0 },
    { length: 2, reference: 1, textWord: 0, referenceWord: 2 },
    undefined,
    { length: 1, reference: 2, textWord: 0, referenceWord: 0 },
  ]);
});

it('reports none without references', () => {
  expect(longestSharedRun(['a text'], [])).toEqual([undefined]);
  expect(longestSharedRun([], ['a text'])).toEqual([]);
});
