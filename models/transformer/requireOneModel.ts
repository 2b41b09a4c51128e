import { BadInput } from '../badInput.ts';
import { shardedTensors } from '../catalog/shardedTensors.ts';
import type { EncoderConfig } from './encoderConfig.ts';
import type { TextTokenizer } from './tokenizer.ts';

/**
 * A layer's number in the name of one of its tensors: `bert.encoder.layer.11.output.dense.bias`, or
 * `model.layers.11.attn.Wo.weight` of ModernBERT.
 */
const LAYER = /(?:^|\.)layers?\.(\d+)\./;

/**
 * Checks that a model's three files belong together, before a graph is built: the graph of a
 * hundred layers that the weights do not have takes most of a minute.
 * @throws BadInput naming the files that do not
 */
export function requireOneModel(
  files: Readonly<Record<'config.json' | 'model.safetensors' | 'tokenizer.json', string>>,
  config: EncoderConfig,
  tokenizer: TextTokenizer,
): void {
  const names = [...shardedTensors(files['model.safetensors']).keys()];
  const layers = new Set(names.flatMap((name) => LAYER.exec(name)?.[1] ?? [])).size;
  if (config.layers > layers) {
    throw new BadInput(
      `${files['model.safetensors']} has ${layers} layers, and its config.json asks for ${config.layers}: the ` +
        'two files are of different models. Get the model again.',
    );
  }
  // published tokenizers have a few tokens fewer than their table has rows
  const { vocabulary } = tokenizer;
  if (vocabulary > config.vocabulary || vocabulary * 2 < config.vocabulary) {
    throw new BadInput(
      `${files['tokenizer.json']} has ${vocabulary} tokens, and its config.json asks for ${config.vocabulary}: ` +
        'the two files are of different models. Get the model again.',
    );
  }
}
