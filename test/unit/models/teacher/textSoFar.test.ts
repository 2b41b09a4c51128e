import { expect, it } from 'vitest';
import { randomStream } from '../../../../models/randomStream.ts';
import { textSoFar } from '../../../../models/teacher/textSoFar.ts';

const TEXT = ' Ärger über 日本語 and 👍🏽, then\n\nthe end';

/** A tokenizer of bytes that removes a space from the start of what it is given, as SentencePiece does. */
const detokenize = (tokens: readonly number[]) =>
  Buffer.from(tokens).toString('utf8').replace(/^ /, '');

it('grows to the text of all tokens, one whole character after the other', () => {
  const bytes = [...Buffer.from(TEXT)];
  const growing = textSoFar(detokenize);
  for (const [i, token] of bytes.entries()) {
    const text = growing.add(token);
    const whole = detokenize(bytes.slice(0, i + 1));
    expect(whole.startsWith(text)).toBe(true);
    // what is missing is the beginning of one character
    if (!whole.endsWith('\uFFFD')) expect(text).toBe(whole);
  }
  expect(growing.tokens).toEqual(bytes);
});

it('does not lose what stands around bytes that are no character', () => {
  const random = randomStream('bytes');
  const growing = textSoFar(detokenize);
  const tokens = Array.from({ length: 200 }, () => random.below(256));
  const end = [...Buffer.from('stop here')];
  let text = '';
  for (const token of [...tokens, ...end]) text = growing.add(token);
  expect(text.endsWith('stop here')).toBe(true);
});

it('detokenizes a few tokens for each, however long the text is', () => {
  let most = 0;
  const growing = textSoFar((tokens) => {
    most = Math.max(most, tokens.length);
    return detokenize(tokens);
  });
  for (let i = 0; i < 1000; i++) growing.add(97);
  expect(most).toBeLessThanOrEqual(2);
});
