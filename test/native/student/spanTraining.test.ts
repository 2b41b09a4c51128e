import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../../models/badInput.ts';
import { readSafetensorsHeader } from '../../../models/catalog/safetensorsHeader.ts';
import { toBatch } from '../../../models/student/runTraining.ts';
import { spanWindows } from '../../../models/student/spanWindows.ts';
import {
  type AnsweredQuestion,
  exportSpanOnnx,
  initialWeights,
  loadWeights,
  openSpanArchitecture,
  predictAnswers,
  type SpanArchitecture,
  type SpanSettings,
  saveSpanStudent,
  trainSpanStudent,
} from '../../../models/student/student.ts';
import type { SpanTrainingInput } from '../../../models/student/trainSpanStudent.ts';
import { openOnnxSession } from '../../../native/onnx/onnxSession.ts';
import { bertFolder } from './bertFolder.ts';
import { cutIn, sameBits } from './filmTraining.ts';

/** What stands before 'film' in the context; questions about anything else have no answer. */
const asked = (question: string, context: string, answer: string): AnsweredQuestion => {
  const at = context.indexOf(answer);
  return { question, context, answer: answer ? [at, at + answer.length] : null };
};
const train = [
  asked('film', 'a good film', 'good'),
  asked('film', 'not the bad film', 'bad'),
  asked('film', 'bright film', 'bright'),
  asked('film', 'very dull film a', 'dull'),
  asked('sep', 'a good film', ''),
  asked('sep', 'bright film', ''),
];
const settings: SpanSettings = {
  epochs: 60,
  batchSize: 4,
  learningRate: 3e-3,
  weightDecay: 0.01,
  epsilon: 1e-6,
  warmup: 0.1,
  maxLength: 12,
  choose: 'last',
  stride: 2,
  best: 5,
  longestAnswer: 3,
  unanswerable: true,
};

const base = bertFolder({ hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 });
let architecture: SpanArchitecture;
beforeAll(async () => {
  architecture = await openSpanArchitecture(base.files, 1);
});
afterAll(async () => {
  await architecture.executor.release();
  base.remove();
});

let folders = 0;
async function training(changes: Partial<SpanTrainingInput> = {}) {
  const file = base.files['model.safetensors'];
  const { executor, config } = architecture;
  const weights = await initialWeights(file, executor.shapes, config, [1, 'head']);
  const input: SpanTrainingInput = {
    ...architecture,
    weights,
    train,
    validation: [],
    settings,
    stream: [1, 'span'],
    checkpoints: path.join(base.folder, `checkpoints-${folders++}`),
    ...changes,
  };
  return { ...(await trainSpanStudent(input)), input };
}

it('learns where answers are and where there are none, over windows', async () => {
  const { input, history } = await training();
  expect(history.at(-1)!.loss).toBeLessThan(0.1);
  const answers = await predictAnswers(input, train);
  expect(answers.map(({ text }) => text)).toEqual(['good', 'bad', 'bright', 'dull', '', '']);
  expect(answers.map(({ span }) => span)).toEqual(train.map(({ answer }) => answer));
  for (const { probability } of answers) expect(probability).toBeGreaterThan(0.5);
});

it('chooses the epoch with the most exact matches, and resumes to the same bits', async () => {
  const best = { ...settings, epochs: 8, choose: 'best' as const };
  const whole = await training({ settings: best, validation: train });
  const matches = whole.history.map(({ validationAccuracy }) => validationAccuracy!);
  expect(whole.chosenEpoch).toBe(matches.indexOf(Math.max(...matches)) + 1);
  const checkpoints = path.join(base.folder, 'cut');
  const input = { settings: best, validation: train, checkpoints };
  await expect(training({ ...input, onProgress: cutIn(5) })).rejects.toThrow('cable');
  const resumed = await training(input);
  expect(resumed.history).toEqual(whole.history);
  expect(sameBits(resumed.input.weights.all, whole.input.weights.all)).toBe(true);
});

it('finds an answer in a text that is much longer than a window', async () => {
  const { input } = await training();
  const context = `${'a the not '.repeat(15)}bright film`;
  const [answer] = await predictAnswers(
    { ...input, settings: { ...settings, unanswerable: false } },
    [{ question: 'film', context }],
  );
  // whatever it finds is a stretch of the context, of no more than three tokens
  expect(answer!.text).toBe(context.slice(...answer!.span!));
  expect(answer!.text.split(' ').length).toBeLessThanOrEqual(3);
});

it('is saved as a folder that answers the same', async () => {
  const { input } = await training({ settings: { ...settings, epochs: 5 } });
  const folder = path.join(base.folder, 'saved');
  await saveSpanStudent(folder, base.files, input.weights, settings);
  const config = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8'));
  expect(config).toMatchObject({
    architectures: ['BertForQuestionAnswering'],
    id2label: { 0: 'start', 1: 'end' },
    answer_stride: 2,
  });
  const file = path.join(folder, 'model.safetensors');
  const names = [...readSafetensorsHeader(file).tensors.keys()];
  const heads = names.filter((name) => !name.startsWith('bert.'));
  expect(heads.toSorted()).toEqual(['qa_outputs.bias', 'qa_outputs.weight']);
  const weights = await loadWeights(architecture, file);
  const again = await predictAnswers({ ...input, weights }, train);
  expect(again).toEqual(await predictAnswers(input, train));
});

it('is exported as ONNX with the outputs that Hugging Face names', async () => {
  const { input } = await training({ settings: { ...settings, epochs: 1 } });
  const file = path.join(base.folder, 'model.onnx');
  await exportSpanOnnx(file, architecture, input.weights);
  const session = await openOnnxSession(file, { threads: 1 });
  const texts = train
    .slice(0, 3)
    .flatMap((question, i) => spanWindows(input.tokenizer, question, i, settings));
  const batch = toBatch(input, texts);
  const { start_logits: starts, end_logits: ends } = await session.run(batch.feeds, [
    'start_logits',
    'end_logits',
  ]);
  await session.release();
  const { S } = batch;
  expect(starts!.dims.map(Number)).toEqual([texts.length, S]);
  const both = await architecture.executor.logits(input.weights, batch);
  for (let row = 0; row < texts.length; row++) {
    const at = (side: number) => both.slice((2 * row + side) * S, (2 * row + side + 1) * S);
    expect(starts!.data.slice(row * S, (row + 1) * S)).toEqual(at(0));
    expect(ends!.data.slice(row * S, (row + 1) * S)).toEqual(at(1));
  }
});

describe('a question is refused', () => {
  it.each([
    [[4, 4] as const, 'training 2'],
    [[-1, 3] as const, 'training 2'],
    [[0, 99] as const, 'training 2'],
  ])('by number where its answer is not in its text: %j', async (answer, name) => {
    const wrong = { question: 'film', context: 'a good film', answer };
    const refused = training({ train: [train[0]!, wrong] });
    await expect(refused).rejects.toThrow(BadInput);
    await expect(refused).rejects.toThrow(name);
  });

  it('where there is none', async () => {
    await expect(training({ train: [] })).rejects.toThrow('no question to train on');
  });
});
