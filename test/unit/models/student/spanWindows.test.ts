import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../../../models/badInput.ts';
import type { TokenSpan } from '../../../../models/student/spanTargets.ts';
import { answerTokens, spanWindows } from '../../../../models/student/spanWindows.ts';
import { loadTokenizer } from '../../../../models/transformer/tokenizer.ts';

/** Made by test/fixtures/tokenizerGolden.py, which says how. */
const FOLDER = path.join(import.meta.dirname, '../../../fixtures/tokenizers');
const KINDS = ['unigram', 'bpe', 'spaces', 'wordpiece'] as const;
type Golden = Readonly<
  Record<(typeof KINDS)[number], readonly { ids: readonly number[]; answer: TokenSpan }[]>
> & {
  readonly question: string;
  readonly context: string;
  readonly maxLength: number;
  readonly stride: number;
  readonly answer: readonly [number, number];
};
const golden = JSON.parse(readFileSync(path.join(FOLDER, 'windows.json'), 'utf8')) as Golden[];

describe.each(KINDS)('windows of a %s tokenizer', async (kind) => {
  const tokenizer = await loadTokenizer(path.join(FOLDER, `${kind}.json`));

  it('are those of transformers, with the answer at the same tokens', () => {
    for (const row of golden) {
      const windows = spanWindows(tokenizer, row, 0, row);
      expect(windows.map(({ ids }) => ids)).toEqual(row[kind].map(({ ids }) => ids));
      expect(windows.map((window) => answerTokens(window, row.answer))).toEqual(
        row[kind].map(({ answer }) => answer),
      );
    }
    expect(golden.filter((row) => row[kind].length > 2).length).toBeGreaterThan(1);
    expect(golden.some((row) => row[kind].some(({ answer }) => answer[0] === 0))).toBe(true);
  });

  it('say where their tokens lie in the context', () => {
    for (const row of golden) {
      for (const window of spanWindows(tokenizer, row, 0, row)) {
        const [first, last] = answerTokens(window, row.answer);
        if (first === 0) continue;
        const from = window.offsets[first - window.first]![0];
        const to = window.offsets[last - window.first]![1];
        expect(row.context.slice(from, to)).toContain(row.context.slice(...row.answer));
      }
    }
  });
});

describe('a question', async () => {
  const tokenizer = await loadTokenizer(path.join(FOLDER, 'wordpiece.json'));
  const context = 'the film is long and the film is dull';

  it('that is too long loses its end, and its text has half the window', () => {
    const question = 'who '.repeat(50);
    const [window] = spanWindows(tokenizer, { question, context }, 0, { maxLength: 23, stride: 2 });
    expect([window!.ids.length, window!.first, window!.cut]).toEqual([23, 12, true]);
  });

  it('has a window of its own where its text is empty', () => {
    const windows = spanWindows(tokenizer, { question: 'who?', context: '' }, 0, {
      maxLength: 20,
      stride: 4,
    });
    expect(windows.map(({ offsets }) => offsets)).toEqual([[]]);
    expect(answerTokens(windows[0]!, undefined)).toEqual([0, 0]);
  });

  it('is refused by number where windows could not move on', () => {
    const cut = () =>
      spanWindows(tokenizer, { question: 'who?', context }, 6, { maxLength: 20, stride: 18 });
    expect(cut).toThrow(BadInput);
    expect(cut).toThrow(/Question 7 leaves \d+ of 20 tokens.*overlap by 18/);
  });
});
