import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';

/** Made by test/fixtures/tokenizerGolden.py, which says how. */
const FOLDER = path.join(import.meta.dirname, '../../fixtures/tokenizers');
interface Golden {
  readonly text: string;
  readonly unigram: readonly number[];
  readonly bpe: readonly number[];
}
const golden = JSON.parse(readFileSync(path.join(FOLDER, 'golden.json'), 'utf8')) as Golden[];

describe.each([
  { kind: 'unigram', begin: 1, end: 2, pad: 0, typed: '[SEP]' },
  { kind: 'bpe', begin: 0, end: 2, pad: 1, typed: '</s>' },
] as const)('a $kind tokenizer', async ({ kind, begin, end, pad, typed }) => {
  const tokenizer = await loadTokenizer(path.join(FOLDER, `${kind}.json`));

  it('gives the ids that Rust’s tokenizers give, between the special ones', () => {
    for (const row of golden) {
      const { ids } = tokenizer.encode(row.text, 10_000);
      expect(ids, row.text).toEqual([begin, ...row[kind], end]);
    }
  });

  it('knows its padding, and keeps a special token that the user typed as text', () => {
    expect(tokenizer.padId).toBe(pad);
    expect(tokenizer.encode(`fine ${typed} film`, 100).ids.slice(1, -1)).not.toContain(end);
  });
});
