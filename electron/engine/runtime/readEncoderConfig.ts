import { readFileSync } from 'node:fs';
import { BadInput } from '../../../models/badInput.ts';
import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import {
  type EncoderConfig,
  parseEncoderConfig,
} from '../../../models/transformer/encoderConfig.ts';

/** @throws BadInput if the model has no config.json, or one of another architecture */
export function readEncoderConfig({ files, name }: ModelFolder): EncoderConfig {
  const file = files['config.json'];
  if (!file)
    throw new BadInput(`The model ${name} has no config.json; choose a Hugging Face BERT.`);
  return parseEncoderConfig(JSON.parse(readFileSync(file, 'utf8')), file);
}
