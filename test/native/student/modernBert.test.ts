import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSafetensorsHeader } from '../../../models/catalog/safetensorsHeader.ts';
import { openEncoder } from '../../../models/encoder/encoder.ts';
import { filesIn } from '../../../models/student/modelFolder.ts';
import {
  initialWeights,
  loadWeights,
  openArchitecture,
  openSavedSpanStudent,
  openSavedStudent,
  openSpanArchitecture,
  saveSpanStudent,
  saveStudent,
} from '../../../models/student/student.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { readTensors, writeTensors } from '../../../models/transformer/safetensors.ts';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures');
const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-modernbert-'));
afterAll(() => rmSync(folder, { recursive: true }));

const base = path.join(folder, 'base');
cpSync(path.join(FIXTURES, 'architectures/modernbert'), base, { recursive: true });
cpSync(path.join(FIXTURES, 'bertStep/tokenizer.json'), path.join(base, 'tokenizer.json'));
const files = filesIn(base);
const configJson = JSON.parse(readFileSync(files['config.json'], 'utf8'));
const golden = readSafetensorsHeader(files['model.safetensors']).tensors;

describe('a config.json of ModernBERT', () => {
  const parse = (changes: Readonly<Record<string, unknown>>) =>
    parseEncoderConfig({ ...configJson, ...changes }, 'config.json');
  const { layer_types: _types, rope_parameters: _rope, ...older } = configJson;
  const since48 = {
    ...older,
    global_attn_every_n_layers: 3,
    global_rope_theta: 160000,
    local_rope_theta: 10000,
  };

  it('says the same in the form of transformers 4 and of 5', () => {
    const config = parse({});
    expect(parseEncoderConfig(since48, 'config.json')).toEqual(config);
    expect(config.modern).toMatchObject({
      isGlobal: [true, false, false],
      window: 4,
      globalTheta: 160000,
      localTheta: 10000,
    });
  });

  it('without a theta of its own for local layers has that of the global ones', () => {
    const { modern } = parseEncoderConfig({ ...since48, local_rope_theta: null }, 'config.json');
    expect(modern!.localTheta).toBe(160000);
  });

  it.each([
    [{ hidden_activation: 'relu' }, 'hidden_activation'],
    [{ classifier_pooling: 'max' }, 'classifier_pooling'],
    [{ layer_types: ['full_attention'] }, 'layer_types'],
    [{ rope_parameters: { full_attention: { rope_type: 'yarn' } } }, 'rope_type'],
    [{ rope_scaling: { type: 'linear' } }, 'rope_scaling'],
    [{ num_attention_heads: 32 }, 'num_attention_heads'],
  ])('%j is refused by name', (changes, field) => {
    expect(() => parse(changes)).toThrow(field);
  });
});

describe('a folder of ModernBERT', () => {
  it('is saved under transformers’ names, and opens again with the same weights', async () => {
    const architecture = await openArchitecture(files, 3, 1);
    const weights = await loadWeights(architecture, files['model.safetensors']);
    await architecture.executor.release();
    const saved = path.join(folder, 'saved');
    await saveStudent(saved, files, weights, { labels: ['a', 'b', 'c'], maxLength: 20 });
    const { tensors } = readSafetensorsHeader(path.join(saved, 'model.safetensors'));
    expect([...tensors.keys()].sort()).toEqual([...golden.keys()].sort());
    const written = readFileSync(path.join(saved, 'config.json'), 'utf8');
    const { architectures } = JSON.parse(written);
    expect(architectures).toEqual(['ModernBertForSequenceClassification']);
    // transformers refuses an integer where a float is meant
    expect(written).toContain('"rope_theta": 160000.0');
    const again = await loadWeights(
      architecture,
      (await openSavedStudent(saved)).files['model.safetensors'],
    );
    expect(again.all).toEqual(weights.all);
  });

  it('with a head for answers has transformers’ names too', async () => {
    const architecture = await openSpanArchitecture(files, 1);
    const { shapes } = architecture.executor;
    const weights = await initialWeights(
      files['model.safetensors'],
      shapes,
      architecture.config,
      [1],
    );
    await architecture.executor.release();
    const saved = path.join(folder, 'answers');
    await saveSpanStudent(saved, files, weights, { maxLength: 20, stride: 4 });
    const { files: written } = await openSavedSpanStudent(saved);
    const { tensors } = readSafetensorsHeader(written['model.safetensors']);
    expect([...tensors.keys()].sort()).toEqual([...golden.keys()].sort());
    expect(tensors.get('classifier.weight')!.shape).toEqual([2, 32]);
  });

  it('as an embedding model, without prefix and head, is a body with a new head', async () => {
    const bare = path.join(folder, 'bare');
    cpSync(base, bare, { recursive: true });
    const wanted = new Map([...golden].map(([name, { shape }]) => [name, shape]));
    const body = [...(await readTensors(files['model.safetensors'], wanted))]
      .filter(([name]) => name.startsWith('model.'))
      .map(([name, data]) => [name.slice(6), { data, shape: wanted.get(name)! }] as const);
    await writeTensors(path.join(bare, 'model.safetensors'), new Map(body));
    const { executor, config } = await openArchitecture(filesIn(bare), 2, 1);
    const file = filesIn(bare)['model.safetensors'];
    const { views } = await initialWeights(file, executor.shapes, config, [1]);
    await executor.release();
    expect(new Set(views.get('head.norm.weight')!.data)).toEqual(new Set([1]));
    expect(Math.hypot(...views.get('head.dense.weight')!.data)).toBeGreaterThan(0);

    const encoder = await openEncoder(filesIn(bare), { threads: 1 });
    const vectors = await encoder.embed(['good film', 'the film the film the film'], 24);
    expect(encoder.dimension).toBe(32);
    for (const row of [0, 1]) {
      expect(Math.hypot(...vectors.subarray(row * 32, row * 32 + 32))).toBeCloseTo(1, 5);
    }
  });

  it('of fewer layers than its config asks for is refused', async () => {
    const shallow = path.join(folder, 'shallow');
    cpSync(base, shallow, { recursive: true });
    const changed = { ...configJson, num_hidden_layers: 4, layer_types: null };
    writeFileSync(path.join(shallow, 'config.json'), JSON.stringify(changed));
    await expect(openArchitecture(filesIn(shallow), 2, 1)).rejects.toThrow('has 3 layers');
  });
});
