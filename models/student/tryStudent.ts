import { BadInput } from '../badInput.ts';
import { parseEncoderConfig } from '../transformer/encoderConfig.ts';
import { readJson } from '../transformer/readJson.ts';
import { requireOneModel } from '../transformer/requireOneModel.ts';
import { tokenBatch } from '../transformer/tokenBatch.ts';
import { loadTokenizer } from '../transformer/tokenizer.ts';
import type { ModelFiles } from './modelFiles.ts';
import { openInference } from './openInference.ts';
import { buildStudent, type StudentShape } from './studentGraph.ts';
import { initialWeights } from './weights.ts';

/** The head of a student to be: the number of its labels and what it reads, or an answer's ends. */
export type TriedHead =
  | { readonly classes: number; readonly pooling?: 'mean' | undefined }
  | { readonly head: 'span' };

/**
 * Opens a model as a student and reads one text with it: config, tokenizer, weights, a new head and a
 * forward pass, in the time that it takes to read the weights.
 * @throws BadInput that names the file and what is wrong with it
 */
export async function tryStudent(files: ModelFiles, head: TriedHead): Promise<void> {
  const file = files['config.json'];
  const config = parseEncoderConfig(await readJson(file), file);
  const tokenizer = await loadTokenizer(files['tokenizer.json']);
  requireOneModel(files, config, tokenizer);
  const shape: StudentShape = { config, ...head };
  const { parameters } = buildStudent(shape);
  const shapes = new Map([...parameters].map(([name, tensor]) => [name, tensor.shape as number[]]));
  const weights = await initialWeights(files['model.safetensors'], shapes, config, ['try']);
  const executor = await openInference(shape, { threads: 1 });
  const { padId, vocabulary } = tokenizer;
  const limits = { padId, vocabulary, positions: config.positions };
  const text = tokenizer.encode('A text.', Math.min(config.positions, 32));
  try {
    const logits = await executor.logits(weights, tokenBatch([text], limits));
    if (logits.every(Number.isFinite)) return;
    throw new BadInput(
      `${files['model.safetensors']} gives answers that are not numbers: it is damaged. Get the model again.`,
    );
  } finally {
    await executor.release();
  }
}
