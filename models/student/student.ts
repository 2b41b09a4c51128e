import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { encodeModel } from '../autodiff/autodiff.ts';
import { BadInput } from '../badInput.ts';
import { type EncoderConfig, parseEncoderConfig } from '../transformer/encoderConfig.ts';
import { readJson } from '../transformer/readJson.ts';
import { requireOneModel } from '../transformer/requireOneModel.ts';
import { readTensors } from '../transformer/safetensors.ts';
import { loadTokenizer, type TextTokenizer } from '../transformer/tokenizer.ts';
import { replaceFile } from './checkpoint.ts';
import { openCpuExecutor } from './cpuExecutor.ts';
import { encodeQuantized } from './encodeQuantized.ts';
import type { Executor } from './executor.ts';
import { openLoopExecutor } from './loopExecutor.ts';
import type { ModelFiles } from './modelFiles.ts';
import { filesIn, savedFields, savedLength, writeModelFolder } from './modelFolder.ts';
import {
  buildStudent,
  type ClassifierShape,
  type SpanShape,
  type StudentShape,
} from './studentGraph.ts';
import { allocateWeights, type Weights } from './weights.ts';

export type { TextInput } from '../transformer/tokenizer.ts';
export type { AnswerScore } from './answerScore.ts';
export { answersQuestions } from './answersQuestions.ts';
export { checkedExecutor } from './checkedExecutor.ts';
export type { EpochRecord } from './checkpoint.ts';
export type { ExampleDynamics } from './dataMap.ts';
export type { Answer, DecodingSettings } from './decodeAnswer.ts';
export { foldTemperature } from './foldTemperature.ts';
export { influencesOf } from './influence.ts';
export { linkOnnx } from './linkOnnx.ts';
export type { ModelFiles } from './modelFiles.ts';
export { type CudaProbe, probeCuda } from './probeCuda.ts';
export type { TrainingProgress, TrainingResult } from './runTraining.ts';
export { exportSpanOnnx, openSavedSpanStudent, saveSpanStudent } from './savedSpanStudent.ts';
export { startFromRegression } from './startFromRegression.ts';
export { atTemperature, fitTemperature, type Temperature } from './temperature.ts';
export { trainHead } from './trainHead.ts';
export {
  type AnsweredQuestion,
  predictAnswers,
  type Question,
  type SpanSettings,
  trainSpanStudent,
} from './trainSpanStudent.ts';
export type { ClassifierSettings, FirstExamples, LabelledText } from './trainStudent.ts';
export { predictLogits, trainStudent } from './trainStudent.ts';
export { type TriedHead, tryStudent } from './tryStudent.ts';
export { initialWeights } from './weights.ts';

/** Runs a body with a head, ready to train or predict; it holds no weights. */
interface StudentRuntime {
  readonly executor: Executor;
  readonly tokenizer: TextTokenizer;
  readonly positions: number;
}
/** For labels: the head has a fixed width. */
export type StudentArchitecture = ClassifierShape & StudentRuntime;
/** For answers in a text. */
export type SpanArchitecture = SpanShape & StudentRuntime;

/** The device on which a student's graphs are computed. */
export type Provider = 'cpu' | 'cuda';

/**
 * @param options.provider 'cuda' trains by loops, and needs the runtime of `loadCudaRuntime`
 * @param options.pooling 'mean' for a linear head on mean-pooled features
 * @throws BadInput if a file is damaged or of an unsupported architecture
 */
export async function openArchitecture(
  files: ModelFiles,
  classes: number,
  threads: number,
  { provider = 'cpu', pooling }: { provider?: Provider; pooling?: 'mean' | undefined } = {},
): Promise<StudentArchitecture> {
  const shape = { config: await readConfig(files), classes, pooling };
  return withMachinery(files, shape, threads, provider);
}

/** @throws BadInput if a file is damaged or of an unsupported architecture */
export async function openSpanArchitecture(
  files: ModelFiles,
  threads: number,
  provider: Provider = 'cpu',
): Promise<SpanArchitecture> {
  return withMachinery(files, { config: await readConfig(files), head: 'span' }, threads, provider);
}

async function readConfig(files: ModelFiles): Promise<EncoderConfig> {
  return parseEncoderConfig(await readJson(files['config.json']), files['config.json']);
}

async function withMachinery<Shape extends StudentShape>(
  files: ModelFiles,
  shape: Shape,
  threads: number,
  provider: Provider,
): Promise<Shape & StudentRuntime> {
  const tokenizer = await loadTokenizer(files['tokenizer.json']);
  requireOneModel(files, shape.config, tokenizer);
  const executor =
    provider === 'cpu'
      ? await openCpuExecutor(shape, threads)
      : await openLoopExecutor(shape, { threads, provider });
  return { ...shape, executor, tokenizer, positions: shape.config.positions };
}

/**
 * Writes a student as a Hugging Face folder: model.safetensors, config.json, tokenizer.json.
 *
 * The folder is written atomically. config.json contains the labels, the length at which the
 * student was trained and its temperature, if one was fitted; tokenizer.json truncates at that
 * length.
 */
export async function saveStudent(
  folder: string,
  base: ModelFiles,
  weights: Weights,
  { labels, maxLength, temperature, pooling, isFrozen }: NewStudent,
): Promise<void> {
  await writeModelFolder(folder, base, weights, {
    // transformers has no class with a linear head on the mean
    task: pooling === 'mean' ? 'Model' : 'ForSequenceClassification',
    fields: {
      id2label: Object.fromEntries(labels.map((label, index) => [index, label])),
      label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
      problem_type: 'single_label_classification',
      max_length: maxLength,
      ...(pooling === undefined ? {} : { stillroom_pooling: pooling }),
      // a mean-pooled student without this field is a regression
      ...(pooling === undefined || isFrozen ? {} : { stillroom_finetuned: true }),
      ...(temperature === undefined ? {} : { calibration_temperature: temperature }),
    },
    maxLength,
  });
}

/** What `saveStudent` writes of a student besides its weights. */
type NewStudent = Omit<SavedStudent, 'files'>;

export interface SavedStudent {
  readonly files: ModelFiles;
  readonly labels: readonly string[];
  readonly maxLength: number;
  /** The divisor of its logits before the softmax, so that probabilities are calibrated. */
  readonly temperature?: number | undefined;
  /** 'mean' for a linear head on mean-pooled features; otherwise the family's own head. */
  readonly pooling?: 'mean' | undefined;
  /** Whether only its head was trained. */
  readonly isFrozen?: boolean | undefined;
}

/**
 * Reads what `saveStudent` wrote.
 * @throws BadInput naming the file or field that is missing
 */
export async function openSavedStudent(folder: string): Promise<SavedStudent> {
  const file = path.join(folder, 'config.json');
  const json = await readJson(file);
  const { answer_stride: stride } = (json ?? {}) as { readonly answer_stride?: unknown };
  if (stride !== undefined) {
    throw new BadInput(`${folder} holds a student that answers questions; it gives no labels.`);
  }
  const config = savedFields(json, file, classifierFields);
  const labels = Object.keys(config.id2label).map((_, index) => config.id2label[index] ?? '');
  if (labels.includes('') || new Set(labels).size < labels.length) {
    throw new BadInput(
      `${file}: id2label does not number its labels from 0, or names one twice. Export the student again.`,
    );
  }
  return {
    files: filesIn(folder),
    labels,
    maxLength: config.max_length,
    temperature: config.calibration_temperature,
    pooling: config.stillroom_pooling,
    isFrozen: config.stillroom_pooling !== undefined && !config.stillroom_finetuned,
  };
}

const classifierFields = z.object({
  id2label: z.record(z.string(), z.string().trim().min(1)),
  max_length: savedLength,
  stillroom_pooling: z.literal('mean').optional(),
  stillroom_finetuned: z.boolean().default(false),
  calibration_temperature: z.number().min(0.001).max(1000).optional(),
});

export async function loadWeights(
  architecture: StudentArchitecture | SpanArchitecture,
  file: string,
): Promise<Weights> {
  const { shapes } = architecture.executor;
  // read first: a file that lacks tensors is refused before memory is asked for
  const stored = await readTensors(file, shapes);
  const weights = allocateWeights(shapes);
  for (const [name, data] of stored) {
    weights.views.get(name)!.data.set(data);
  }
  return weights;
}

/** Writes a student's ONNX file: token ids in, logits out, the weights inside. */
export async function exportOnnx(
  file: string,
  { config, classes, pooling }: ClassifierShape,
  weights: Weights,
): Promise<void> {
  const { graph, logits } = buildStudent({ config, classes, pooling });
  const stored = new Map([...weights.views].map(([name, { data }]) => [name, data]));
  const bytes = encodeModel(graph, { outputs: { logits }, weights: stored });
  await replaceFile(file, (beside) => writeFile(beside, bytes, { flush: true }));
}

/** Writes the same in eight bits, a quarter of the size. */
export async function exportQuantized(
  file: string,
  shape: ClassifierShape,
  weights: Weights,
): Promise<void> {
  const bytes = encodeQuantized(shape, weights);
  await replaceFile(file, (beside) => writeFile(beside, bytes, { flush: true }));
}
