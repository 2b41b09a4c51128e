import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openNameTagger, type TaggerFiles } from '../../../models/tagger/nameTagger.ts';
import reference from '../../fixtures/measures/taggerReference.json' with { type: 'json' };

const TAGGER = path.resolve('test/fixtures/measures/tagger');
const root = mkdtempSync(path.join(tmpdir(), 'stillroom-tagger-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TYPES: Readonly<Record<string, string>> = {
  PER: 'person',
  LOC: 'place',
  ORG: 'organization',
};

/** A copy of the tiny tagger with another config.json. */
function changedTagger(change: (config: Record<string, unknown>) => object): TaggerFiles {
  const folder = mkdtempSync(path.join(root, 'model-'));
  cpSync(TAGGER, folder, { recursive: true });
  const file = path.join(folder, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify(change(config)));
  return filesOf(folder);
}

function filesOf(folder: string): TaggerFiles {
  return {
    'config.json': path.join(folder, 'config.json'),
    'model.onnx': path.join(folder, 'model.onnx'),
    'tokenizer.json': path.join(folder, 'tokenizer.json'),
  };
}

const open = (files: TaggerFiles) => openNameTagger(files, { threads: 1 });

it.each(['prefixed', 'plain'] as const)(
  'finds the names that transformers finds, with %s labels, also in texts of many windows',
  async (scheme) => {
    const id2label = { ...reference.labels[scheme] };
    const tagger = await open(changedTagger((config) => ({ ...config, id2label })));
    const found = await tagger.tag(reference.texts);
    for (const [i, text] of reference.texts.entries()) {
      const theirs = reference.names[scheme][i]!.map(([tag, start, end]) => ({
        type: TYPES[tag as string] ?? tag,
        surface: text.slice(start as number, end as number),
      }));
      expect(found[i], text.slice(0, 80)).toEqual(theirs);
    }
    expect([...reference.texts.at(-1)!]).toHaveLength(20_000);
    expect(found.at(-1)!.length).toBeGreaterThan(100);
    expect(new Set(found.flat().map(({ type }) => type)).size).toBeGreaterThan(3);
  },
);

it('finds no name in texts without words', async () => {
  const tagger = await open(filesOf(TAGGER));
  expect(await tagger.tag([])).toEqual([]);
  expect(await tagger.tag(['', ' \n\t ', '\u200d'])).toEqual([[], [], []]);
  // the same text alone and among others
  const [text] = reference.texts;
  const [alone] = await tagger.tag([text!]);
  expect(await tagger.tag(['', text!, reference.texts.at(-1)!, text!])).toEqual([
    [],
    alone,
    expect.anything(),
    alone,
  ]);
});

it.each<[string, (config: Record<string, unknown>) => object, RegExp]>([
  [
    'without id2label',
    ({ id2label: _, ...config }) => config,
    /config\.json: id2label does not name the model's classes from 0 on/,
  ],
  [
    'with a gap in id2label',
    (config) => ({ ...config, id2label: { 0: 'O', 2: 'B-PER' } }),
    /id2label does not name/,
  ],
  [
    'without a class for what is no name',
    (config) => ({ ...config, id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } }),
    /no class in id2label is called O/,
  ],
  [
    'of another task',
    (config) => ({ ...config, architectures: ['BertForSequenceClassification'] }),
    /ends in ForTokenClassification, and this file says BertForSequenceClassification/,
  ],
  [
    'of no task',
    ({ architectures: _, ...config }) => config,
    /ends in ForTokenClassification, and this file names none/,
  ],
  [
    'with fewer labels than classes',
    (config) => ({ ...config, id2label: { 0: 'O', 1: 'B-PER', 2: 'I-PER' } }),
    /model\.onnx tells 9 classes apart, and id2label in config\.json names 3/,
  ],
  [
    'with a wrong number of positions',
    (config) => ({ ...config, max_position_embeddings: -1 }),
    /config\.json: max_position_embeddings is not what a model's is/,
  ],
])('refuses a config.json %s', async (_, change, sentence) => {
  await expect(open(changedTagger(change))).rejects.toThrow(sentence);
});

it('names a model.onnx that is cut short, or that is none', async () => {
  const files = changedTagger((config) => config);
  const whole = readFileSync(files['model.onnx']);
  for (const bytes of [whole.subarray(0, whole.length / 2), Buffer.from('no model')]) {
    writeFileSync(files['model.onnx'], bytes);
    await expect(open(files)).rejects.toThrow(/model\.onnx cannot be opened: it is damaged/);
  }
  rmSync(files['model.onnx']);
  await expect(open(files)).rejects.toThrow(/model\.onnx cannot be read \(ENOENT\)/);
});
