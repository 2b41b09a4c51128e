import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TextSpan } from '../../../../models/transformer/normalizeAligned.ts';
import { loadTokenizer } from '../../../../models/transformer/tokenizer.ts';

/** Made by test/fixtures/tokenizerGolden.py, which says how. */
const FOLDER = path.join(import.meta.dirname, '../../../fixtures/tokenizers');
type Kind = 'unigram' | 'bpe' | 'spaces' | 'wordpiece';
type Golden = Readonly<Record<Kind, readonly number[]>> & {
  readonly text: string;
  readonly offsets?: Readonly<Record<Kind, readonly TextSpan[]>>;
};
type GoldenPair = Readonly<Record<Kind, { ids: readonly number[]; types: readonly number[] }>> & {
  readonly pair: readonly [string, string];
  readonly maxLength: number;
};
const read = (name: string) => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'));
const golden = read('golden.json') as Golden[];
const pairs = read('pairs.json') as GoldenPair[];

describe.each([
  { kind: 'unigram', begin: 1, end: 2, pad: 0, typed: '[SEP]' },
  { kind: 'bpe', begin: 0, end: 2, pad: 1, typed: '</s>' },
  { kind: 'spaces', begin: 1, end: 2, pad: 3, typed: '[SEP]' },
  { kind: 'wordpiece', begin: 2, end: 3, pad: 0, typed: '[SEP]' },
] as const)('a $kind tokenizer', async ({ kind, begin, end, pad, typed }) => {
  const tokenizer = await loadTokenizer(path.join(FOLDER, `${kind}.json`));

  it('gives the ids that Rust’s tokenizers give, between the special ones', () => {
    for (const row of golden) {
      const { ids } = tokenizer.encode(row.text, 10_000);
      expect(ids, row.text).toEqual([begin, ...row[kind], end]);
    }
  });

  it('finds each token where Rust’s tokenizers find it', () => {
    const rows = golden.filter(({ offsets }) => offsets);
    expect(rows.length).toBeGreaterThan(20);
    for (const { text, offsets } of rows) {
      expect(tokenizer.encodeAligned(text).offsets, text).toEqual(offsets![kind]);
    }
  });

  it('knows which tokens begin a word', () => {
    const text = 'unbelievable filmmakers';
    const { ids, offsets, startsWord } = tokenizer.encodeAligned(text);
    expect(ids.length).toBeGreaterThan(2);
    const words = offsets.filter((_, at) => startsWord[at]).map(([start]) => text.slice(start));
    expect(words.map((rest) => rest.trim()[0])).toEqual(['u', 'f']);
  });

  it('lays out and cuts pairs as Rust’s tokenizers do', () => {
    for (const { pair, maxLength, [kind]: theirs } of pairs) {
      const own = tokenizer.encodePair(...pair, maxLength);
      expect(own.ids, `${maxLength}: ${pair}`).toEqual(theirs.ids);
      expect(own.types ?? own.ids.map(() => 0)).toEqual(theirs.types);
      expect(own.cut).toBe(theirs.ids.length < tokenizer.encodePair(...pair, 10_000).ids.length);
    }
    expect(
      pairs.filter(({ pair }) => tokenizer.encodePair(...pair, 32).cut).length,
    ).toBeGreaterThan(3);
  });

  it('refuses a maximum that leaves a pair no room', () => {
    expect(() => tokenizer.encodePair('a', 'b', 4)).toThrow('does not fit into 4 tokens');
  });

  it('knows its padding, and keeps a special token that the user typed as text', () => {
    expect(tokenizer.padId).toBe(pad);
    expect(tokenizer.encode(`fine ${typed} film`, 100).ids.slice(1, -1)).not.toContain(end);
  });
});
