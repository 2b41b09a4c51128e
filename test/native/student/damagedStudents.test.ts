import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { predictSaved, saveTinyStudent } from '../../fixtures/savedStudent.ts';

const LABELS = ['positive', 'negative'];

let home: string;
let whole: string;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-damaged-'));
  whole = path.join(home, 'student');
  await saveTinyStudent(whole, LABELS);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const predict = (folder: string) =>
  predictSaved(folder, ['a warm film', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!']);

type Json = Record<string, unknown>;
const config = (change: Json) => (folder: string) => edit(path.join(folder, 'config.json'), change);
const tokenizer = (change: Json) => (folder: string) =>
  edit(path.join(folder, 'tokenizer.json'), change);

function edit(file: string, change: Json): void {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Json;
  writeFileSync(file, JSON.stringify({ ...json, ...change }));
}

/** Overwrites all weights behind the header. */
const weightsOf = (value: number) => (folder: string) => {
  const file = path.join(folder, 'model.safetensors');
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = start; at + 4 <= bytes.length; at += 4) bytes.writeFloatLE(value, at);
  writeFileSync(file, bytes);
};

const damages: Readonly<Record<string, (folder: string) => void>> = {
  'a temperature of 0': config({ calibration_temperature: 0 }),
  'a temperature below 0': config({ calibration_temperature: -1 }),
  'a temperature in words': config({ calibration_temperature: 'warm' }),
  'labels of null': config({ id2label: null }),
  'a label of null': config({ id2label: { 0: 'positive', 1: null } }),
  'an empty label': config({ id2label: { 0: 'positive', 1: '' } }),
  'one label twice': config({ id2label: { 0: 'positive', 1: 'positive' } }),
  'labels from 7': config({ id2label: { 7: 'positive', 8: 'negative' } }),
  'a label more than the head': config({ id2label: { 0: 'a', 1: 'b', 2: 'c' } }),
  'a length below 0': config({ max_length: -5 }),
  'a length in halves': config({ max_length: 12.5 }),
  'no length': config({ max_length: undefined }),
  'a billion layers': config({ num_hidden_layers: 1e9 }),
  'a hundred layers that are not there': config({ num_hidden_layers: 100 }),
  'no heads': config({ num_attention_heads: 0 }),
  'a vocabulary of a billion': config({ vocab_size: 1e9 }),
  'a vocabulary that is not there': config({ vocab_size: 2_000_000 }),
  'a vocabulary below the tokenizer’s': config({ vocab_size: 4 }),
  'weights that overflow': weightsOf(3e38),
  'weights that are no numbers': weightsOf(Number.NaN),
  'half of the weights': (folder) => truncateSync(path.join(folder, 'model.safetensors'), 5000),
  'no weights': (folder) => rmSync(path.join(folder, 'model.safetensors')),
  'a config that is a list': (folder) => writeFileSync(path.join(folder, 'config.json'), '[]'),
  'no tokenizer': (folder) => rmSync(path.join(folder, 'tokenizer.json')),
  'a tokenizer of null': (folder) => writeFileSync(path.join(folder, 'tokenizer.json'), 'null'),
  'a tokenizer without words': tokenizer({ model: { type: 'WordPiece', vocab: {} } }),
  'ids below 0': tokenizer({ model: { type: 'WordPiece', vocab: { '[CLS]': -1 } } }),
  'a model of another kind': tokenizer({ pre_tokenizer: { type: 'Nonsense' } }),
  'a pattern that takes hours': tokenizer({
    pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated' },
  }),
};

it('a whole student answers', async () => {
  const logits = await predict(whole);
  expect(logits).toHaveLength(2);
  expect(logits.flat().every(Number.isFinite)).toBe(true);
});

it.each(Object.keys(damages))('is refused by name: %s', async (name) => {
  const folder = path.join(home, name.replaceAll(/\W/g, '-'));
  cpSync(whole, folder, { recursive: true });
  damages[name]!(folder);
  const since = performance.now();
  await expect(predict(folder)).rejects.toMatchObject({ name: 'BadInput' });
  expect(performance.now() - since).toBeLessThan(10_000);
});
