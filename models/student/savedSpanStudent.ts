import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { encodeModel, reduceSum, slice } from '../autodiff/autodiff.ts';
import { readJson } from '../transformer/readJson.ts';
import { replaceFile } from './checkpoint.ts';
import type { ModelFiles } from './modelFiles.ts';
import { filesIn, savedFields, savedLength, writeModelFolder } from './modelFolder.ts';
import type { WindowSettings } from './spanWindows.ts';
import { buildStudent, type SpanShape } from './studentGraph.ts';
import type { Weights } from './weights.ts';

/** Writes a student of answers as a Hugging Face folder, atomically. */
export async function saveSpanStudent(
  folder: string,
  base: ModelFiles,
  weights: Weights,
  { maxLength, stride }: WindowSettings,
): Promise<void> {
  const fields = {
    // the labels of a base that was a classifier would make transformers expect its head
    id2label: { 0: 'start', 1: 'end' },
    label2id: { start: 0, end: 1 },
    max_length: maxLength,
    answer_stride: stride,
  };
  await writeModelFolder(folder, base, weights, {
    task: 'ForQuestionAnswering',
    fields,
    maxLength,
  });
}

const spanFields = z.object({
  max_length: savedLength,
  answer_stride: z.int().min(0).max(262_144),
});

/**
 * Reads what `saveSpanStudent` wrote.
 * @throws BadInput if the folder contains another student, or none
 */
export async function openSavedSpanStudent(
  folder: string,
): Promise<{ readonly files: ModelFiles; readonly windows: WindowSettings }> {
  const file = path.join(folder, 'config.json');
  const config = savedFields(await readJson(file), file, spanFields);
  const { max_length: maxLength, answer_stride: stride } = config;
  return { files: filesIn(folder), windows: { maxLength, stride } };
}

/**
 * Writes model.onnx: token ids in; start_logits and end_logits out, float32[B, S] each, named as in
 * Hugging Face's own exports. The weights are inside.
 */
export async function exportSpanOnnx(
  file: string,
  { config, head }: SpanShape,
  weights: Weights,
): Promise<void> {
  const { graph, logits } = buildStudent({ config, head });
  const side = (start: number) =>
    reduceSum(graph, slice(graph, logits, { axis: 1, start, length: 1 }), [1]);
  const stored = new Map([...weights.views].map(([name, { data }]) => [name, data]));
  const outputs = { start_logits: side(0), end_logits: side(1) };
  const bytes = encodeModel(graph, { outputs, weights: stored });
  await replaceFile(file, (beside) => writeFile(beside, bytes, { flush: true }));
}
