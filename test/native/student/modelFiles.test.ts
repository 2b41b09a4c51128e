import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadInput } from '../../../models/badInput.ts';
import { readSafetensorsHeader } from '../../../models/catalog/safetensorsHeader.ts';
import { initialWeights, loadWeights, openArchitecture } from '../../../models/student/student.ts';
import { shardWeights } from '../../fixtures/shardWeights.ts';
import { type BertFolder, bertFolder } from './bertFolder.ts';

const QUERY = 'bert.encoder.layer.0.attention.self.query.weight';
let base: BertFolder;
beforeEach(() => {
  base = bertFolder();
});
afterEach(() => base.remove());

const load = async (classes = 3) => {
  const architecture = await openArchitecture(base.files, classes, 1);
  return loadWeights(architecture, base.files['model.safetensors']).finally(() =>
    architecture.executor.release(),
  );
};

describe('a weight file', () => {
  it('is read by the names of Hugging Face', async () => {
    const weights = await load();
    const { begin } = readSafetensorsHeader(base.files['model.safetensors']).tensors.get(QUERY)!;
    const bytes = readFileSync(base.files['model.safetensors']);
    expect(weights.views.get(QUERY.slice(5))!.data[0]).toBe(bytes.readFloatLE(begin));
  });

  it('in shards gives the same start of a training as in one file', async () => {
    const { executor, config } = await openArchitecture(base.files, 2, 1);
    const file = base.files['model.safetensors'];
    const start = (of: string) => initialWeights(of, executor.shapes, config, ['head']);
    const whole = await start(file);
    const index = await shardWeights(file);
    const sharded = await start(index);
    await executor.release();
    expect(sharded.all).toEqual(whole.all);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'with a value of %d is refused',
    async (value) => {
      const { begin } = readSafetensorsHeader(base.files['model.safetensors']).tensors.get(QUERY)!;
      const bytes = readFileSync(base.files['model.safetensors']);
      bytes.writeFloatLE(value, begin + 40);
      writeFileSync(base.files['model.safetensors'], bytes);
      await expectBadInput(load(), ['model.safetensors', QUERY.slice(5), 'not numbers']);
    },
  );

  it('of another shape is refused', async () => {
    await expectBadInput(load(5), ['model.safetensors', 'classifier.weight', '[3, 32]', '[5, 32]']);
  });

  it('without a tensor is refused', async () => {
    changeConfig({ num_hidden_layers: 3 });
    await expectBadInput(load(), ['model.safetensors', 'has 2 layers', 'asks for 3']);
  });

  it('that was cut short is refused', async () => {
    const bytes = readFileSync(base.files['model.safetensors']);
    writeFileSync(base.files['model.safetensors'], bytes.subarray(0, bytes.length - 100));
    await expectBadInput(load(), ['model.safetensors']);
  });
});

describe('a config.json', () => {
  it.each([
    [{ hidden_act: 'relu' }, 'hidden_act'],
    [{ model_type: 'xlnet' }, 'model_type'],
    [{ position_embedding_type: 'relative_key' }, 'position_embedding_type'],
    [{ vocab_size: 'many' }, 'vocab_size'],
    [{ num_attention_heads: 5 }, 'num_attention_heads'],
  ])('%j is refused by name', async (changes, field) => {
    changeConfig(changes);
    await expectBadInput(load(), [base.files['config.json'], field]);
  });

  it('that is no JSON is refused', async () => {
    writeFileSync(base.files['config.json'], '{');
    await expectBadInput(load(), [base.files['config.json'], 'not valid JSON']);
  });
});

function changeConfig(changes: Readonly<Record<string, unknown>>): void {
  const config = JSON.parse(readFileSync(base.files['config.json'], 'utf8'));
  writeFileSync(base.files['config.json'], JSON.stringify({ ...config, ...changes }));
}

async function expectBadInput(result: Promise<unknown>, words: readonly string[]): Promise<void> {
  const error = await result.then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(BadInput);
  for (const word of words) expect(error!.message).toContain(word);
}
