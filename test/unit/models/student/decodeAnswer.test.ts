import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../models/randomStream.ts';
import { decodeAnswer, type ReadWindow } from '../../../../models/student/decodeAnswer.ts';

const CONTEXT = 'zero one two three four five six';
const words = [...CONTEXT.matchAll(/\w+/g)].map(
  ({ index, 0: word }) => [index, index + word.length] as const,
);
const settings = { best: 20, longestAnswer: 30, unanswerable: true };

/** Words `from` to `to` of the context, after [CLS], a question of one token and [SEP]; [SEP] follows. */
function read(from: number, to: number, starts: number[], ends: number[]): ReadWindow {
  const offsets = words.slice(from, to);
  const window = {
    ids: Array(offsets.length + 4).fill(5),
    cut: false,
    question: 0,
    first: 3,
    offsets,
  };
  return { window, starts: Float32Array.from(starts), ends: Float32Array.from(ends) };
}

describe('an answer', () => {
  it('is the pair of begin and end that are likeliest together', () => {
    // alone, 'three' begins best and 'one' ends best, which is no answer
    const window = read(0, 4, [0, 0, 0, 1, 4, 2, 5, 0], [0, 0, 0, 1, 6, 5, 0, 0]);
    expect(decodeAnswer(CONTEXT, [window], settings)).toMatchObject({
      text: 'one',
      span: [5, 8],
    });
  });

  it('never lies in the question, behind the context or in padding', () => {
    const window = read(0, 2, [0, 9, 9, 1, 0, 9, 9], [0, 9, 9, 1, 0, 9, 9]);
    expect(decodeAnswer(CONTEXT, [window], settings).text).toBe('zero');
  });

  it('is no longer than allowed', () => {
    const window = read(0, 4, [0, 0, 0, 5, 0, 1, 0, 0], [0, 0, 0, 0, 2, 0, 5, 0]);
    expect(decodeAnswer(CONTEXT, [window], settings).text).toBe('zero one two three');
    expect(decodeAnswer(CONTEXT, [window], { ...settings, longestAnswer: 2 }).text).toBe(
      'zero one',
    );
  });

  it('comes from the window that is surest of it', () => {
    const unsure = read(0, 4, [0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]);
    const sure = read(3, 7, [0, 0, 0, 0, 3, 0, 0, 0], [0, 0, 0, 0, 3, 0, 0, 0]);
    expect(decodeAnswer(CONTEXT, [unsure, sure], settings).text).toBe('four');
  });

  it('is none where no window contradicts that, if there may be none', () => {
    const none = read(0, 4, [4, 0, 0, 1, 0, 0, 0, 0], [4, 0, 0, 1, 0, 0, 0, 0]);
    const some = read(3, 7, [1, 0, 0, 2, 0, 0, 0, 0], [1, 0, 0, 2, 0, 0, 0, 0]);
    expect(decodeAnswer(CONTEXT, [none], settings)).toMatchObject({ text: '', span: null });
    expect(decodeAnswer(CONTEXT, [none, some], settings).text).toBe('three');
    expect(decodeAnswer(CONTEXT, [none], { ...settings, unanswerable: false }).text).toBe('zero');
  });

  it('is none where the text is empty', () => {
    const empty = read(0, 0, [0, 0, 0, 0], [0, 0, 0, 0]);
    const answer = decodeAnswer('', [empty], { ...settings, unanswerable: false });
    expect(answer).toEqual({ text: '', span: null, probability: 1 });
  });

  it('is what a search over every pair finds, whatever the logits', () => {
    const random = randomStream('decode');
    for (let round = 0; round < 200; round++) {
      const draw = () => Array.from({ length: 11 }, () => random.normal());
      const [starts, ends] = [draw(), draw()];
      const longestAnswer = 1 + random.below(4);
      let best = { score: -Infinity, text: '' };
      for (let from = 0; from < 7; from++) {
        for (let to = from; to < Math.min(7, from + longestAnswer); to++) {
          const score = Math.fround(starts[3 + from]!) + Math.fround(ends[3 + to]!);
          const text = CONTEXT.slice(words[from]![0], words[to]![1]);
          if (score > best.score) best = { score, text };
        }
      }
      const answer = decodeAnswer(CONTEXT, [read(0, 7, starts, ends)], {
        best: 7,
        longestAnswer,
        unanswerable: false,
      });
      expect(answer.text).toBe(best.text);
      expect(answer.probability).toBeGreaterThan(0);
      expect(answer.probability).toBeLessThanOrEqual(1);
    }
  });
});
