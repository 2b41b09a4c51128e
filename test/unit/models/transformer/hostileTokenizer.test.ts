import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadTokenizer } from '../../../../models/transformer/tokenizer.ts';
import { temporaryFolder } from '../catalog/tinyFiles.ts';

const WHOLE = path.join(import.meta.dirname, '../../../fixtures/tokenizers/wordpiece.json');
type Json = Readonly<Record<string, unknown>>;
const whole = JSON.parse(readFileSync(WHOLE, 'utf8')) as Json & { readonly model: Json };

function load(change: Json) {
  const file = path.join(temporaryFolder(), 'tokenizer.json');
  writeFileSync(file, JSON.stringify({ ...whole, ...change }));
  return loadTokenizer(file);
}

const sequence = (part: Json, count: number) => ({
  normalizer: { type: 'Sequence', normalizers: Array(count).fill(part) },
});
const tenfold = { type: 'Replace', pattern: { String: 'a' }, content: 'aaaaaaaaaa' };
let deep: Json = { type: 'NFC' };
for (let i = 0; i < 100; i++) deep = { type: 'Sequence', normalizers: [deep] };

it.each<[string, Json, string]>([
  ['long insertion', { normalizer: { type: 'Prepend', prepend: 'a'.repeat(1e7) } }, 'a prepend of'],
  [
    'long prefix',
    { model: { ...whole.model, continuing_subword_prefix: '#'.repeat(99) } },
    'of 99',
  ],
  ['part after part', sequence({ type: 'NFKC' }, 200_000), 'more than 100 parts'],
  ['part in part', { normalizer: deep }, 'not valid JSON'],
  ['pieces of no length', { pre_tokenizer: { type: 'FixedLength', length: 0 } }, 'of length 0'],
  [
    'long words',
    { model: { ...whole.model, max_input_chars_per_word: 1e9 } },
    'words of 1,000,000,000',
  ],
  ['replacement of a short text', sequence({ ...tenfold, pattern: { String: 'e' } }, 99), 'parts'],
  [
    'replacement that feeds itself',
    sequence({ ...tenfold, pattern: { String: 'e' }, content: 'e'.repeat(64) }, 20),
    'multiplies a text of 7 characters',
  ],
])('a tokenizer with %s is refused by name', async (_, change, sentence) => {
  const since = performance.now();
  const loading = load(change);
  await expect(loading).rejects.toMatchObject({ name: 'BadInput' });
  await expect(loading).rejects.toThrow(sentence);
  expect(performance.now() - since).toBeLessThan(5000);
});

const split = { type: 'Sequence', pretokenizers: Array(8).fill({ type: 'ByteLevel' }) };

it.each<[string, Json]>([
  ['replaces', sequence(tenfold, 12)],
  ['splits', { normalizer: null, pre_tokenizer: split }],
])('a tokenizer that %s until a text is endless stops', async (_, change) => {
  const { encode } = await load(change);
  const since = performance.now();
  expect(() => encode('a é '.repeat(2500), 64)).toThrow('multiplies a text of');
  expect(performance.now() - since).toBeLessThan(5000);
});

it('the template of special tokens is not applied, however long it is', async () => {
  const [plain, odd] = await Promise.all([
    load({}),
    load({
      post_processor: {
        type: 'TemplateProcessing',
        single: Array(200_000).fill({ Sequence: { id: 'A', type_id: 0 } }),
        pair: [],
        special_tokens: {},
      },
    }),
  ]);
  const since = performance.now();
  expect(odd.encode('a warm film', 64)).toEqual(plain.encode('a warm film', 64));
  expect(performance.now() - since).toBeLessThan(2000);
});

it('a letter that becomes 18 is no hostile growth', async () => {
  const { encode } = await load({ normalizer: { type: 'NFKC' } });
  expect(encode('\uFDFA'.repeat(1000), 64).cut).toBe(true);
});
