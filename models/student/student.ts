import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeModel } from '../autodiff/autodiff.ts';
import { BadInput } from '../badInput.ts';
import { type EncoderConfig, parseEncoderConfig } from '../transformer/encoderConfig.ts';
import { readTensors, writeTensors } from '../transformer/safetensors.ts';
import { loadTokenizer, type TextTokenizer } from '../transformer/tokenizer.ts';
import { replaceFile } from './checkpoint.ts';
import { FAMILIES } from './classificationHead.ts';
import { openCpuExecutor } from './cpuExecutor.ts';
import { encodeQuantized } from './encodeQuantized.ts';
import type { Executor } from './executor.ts';
import { openLoopExecutor } from './loopExecutor.ts';
import type { WindowSettings } from './spanWindows.ts';
import {
  buildStudent,
  type ClassifierShape,
  type SpanShape,
  type StudentShape,
} from './studentGraph.ts';
import { allocateWeights, type Weights } from './weights.ts';

export type { TextInput } from '../transformer/tokenizer.ts';
export type { EpochRecord } from './checkpoint.ts';
export type { ExampleDynamics } from './dataMap.ts';
export { type CudaProbe, probeCuda } from './probeCuda.ts';
export type { TrainingProgress, TrainingResult } from './runTraining.ts';
export { atTemperature, fitTemperature, type Temperature } from './temperature.ts';
export {
  type AnsweredQuestion,
  predictAnswers,
  type Question,
  type SpanSettings,
  trainSpanStudent,
} from './trainSpanStudent.ts';
export type { ClassifierSettings, LabelledText } from './trainStudent.ts';
export { predictLogits, trainStudent } from './trainStudent.ts';
export { initialWeights } from './weights.ts';

/** The three files of a Hugging Face model, by path; for weights in several files that of their index. */
export interface ModelFiles {
  readonly 'config.json': string;
  readonly 'model.safetensors': string;
  readonly 'tokenizer.json': string;
}

/** What runs a body with a head, ready to train or predict; it has no weights of its own. */
interface Machinery {
  readonly executor: Executor;
  readonly tokenizer: TextTokenizer;
  readonly positions: number;
}
/** For labels: the head has a certain width. */
export type StudentArchitecture = ClassifierShape & Machinery;
/** For answers in a text. */
export type SpanArchitecture = SpanShape & Machinery;

/** Where a student's graphs are computed. */
export type Provider = 'cpu' | 'cuda';

/**
 * @param provider 'cuda' trains by loops, and needs the runtime of `loadCudaRuntime`
 * @throws BadInput where a file is damaged or of an unsupported architecture
 */
export async function openArchitecture(
  files: ModelFiles,
  classes: number,
  threads: number,
  provider: Provider = 'cpu',
): Promise<StudentArchitecture> {
  return withMachinery(files, { config: await readConfig(files), classes }, threads, provider);
}

/** @throws BadInput where a file is damaged or of an unsupported architecture */
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
): Promise<Shape & Machinery> {
  const tokenizer = await loadTokenizer(files['tokenizer.json']);
  const executor =
    provider === 'cpu'
      ? await openCpuExecutor(shape, threads)
      : await openLoopExecutor(shape, { threads, provider });
  return { ...shape, executor, tokenizer, positions: shape.config.positions };
}

/**
 * Writes a student as a Hugging Face folder: model.safetensors, config.json, tokenizer.json.
 *
 * The folder appears whole or not at all. config.json names the labels, the length at which the student was
 * trained and its temperature, where one was fitted; tokenizer.json truncates there.
 */
export async function saveStudent(
  folder: string,
  base: ModelFiles,
  weights: Weights,
  { labels, maxLength, temperature }: Omit<SavedStudent, 'files'>,
): Promise<void> {
  await writeModelFolder(folder, base, weights, {
    task: 'ForSequenceClassification',
    fields: {
      id2label: Object.fromEntries(labels.map((label, index) => [index, label])),
      label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
      max_length: maxLength,
      ...(temperature === undefined ? {} : { calibration_temperature: temperature }),
    },
    maxLength,
  });
}

/** Writes a student of answers as a Hugging Face folder, whole or not at all. */
export async function saveSpanStudent(
  folder: string,
  base: ModelFiles,
  weights: Weights,
  { maxLength, stride }: WindowSettings,
): Promise<void> {
  const fields = {
    // a base that was a classifier of three labels would make transformers expect a head of three
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

interface SavedHead {
  readonly task: 'ForSequenceClassification' | 'ForQuestionAnswering';
  /** Of config.json, beside the body's. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly maxLength: number;
}

async function writeModelFolder(
  folder: string,
  base: ModelFiles,
  weights: Weights,
  { task, fields, maxLength }: SavedHead,
): Promise<void> {
  const config = (await readJson(base['config.json'])) as Record<string, unknown>;
  const family = FAMILIES[parseEncoderConfig(config, base['config.json']).type];
  const beside = `${folder}.part`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true });
  await replaceFile(path.join(beside, 'model.safetensors'), (file) =>
    writeTensors(file, withPrefix(weights.views, family), { format: 'pt' }),
  );
  await writeJson(path.join(beside, 'config.json'), {
    ...config,
    architectures: [`${family.name}${task}`],
    ...fields,
  });
  const tokenizer = (await readJson(base['tokenizer.json'])) as Record<string, unknown>;
  const { padId } = await loadTokenizer(base['tokenizer.json']);
  await writeJson(path.join(beside, 'tokenizer.json'), {
    ...tokenizer,
    truncation: { max_length: maxLength, strategy: 'LongestFirst', stride: 0, direction: 'Right' },
    padding: {
      strategy: 'BatchLongest',
      direction: 'Right',
      pad_to_multiple_of: null,
      pad_id: padId,
      pad_type_id: 0,
      pad_token: '[PAD]',
    },
  });
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
}

/** A body's weights are known to Hugging Face by their family's prefix, a head's are not. */
function withPrefix<Value>(
  weights: ReadonlyMap<string, Value>,
  { prefix, outside }: (typeof FAMILIES)[keyof typeof FAMILIES],
): Map<string, Value> {
  return new Map(
    [...weights].map(([name, value]) => [outside.test(name) ? name : `${prefix}${name}`, value]),
  );
}

export interface SavedStudent {
  readonly files: ModelFiles;
  readonly labels: readonly string[];
  readonly maxLength: number;
  /** What to divide its logits by before the softmax, so that probabilities mean what they say. */
  readonly temperature?: number | undefined;
}

/**
 * Reads what `saveStudent` wrote.
 * @throws BadInput naming the file or field that is missing
 */
export async function openSavedStudent(folder: string): Promise<SavedStudent> {
  const file = path.join(folder, 'config.json');
  const config = (await readJson(file)) as {
    id2label?: Record<string, string>;
    max_length?: number;
    calibration_temperature?: number;
  };
  if (!config.id2label || !config.max_length) {
    throw new BadInput(
      `${file} has no id2label or no max_length: the folder holds no student of Stillroom.`,
    );
  }
  return {
    files: {
      'config.json': file,
      'model.safetensors': path.join(folder, 'model.safetensors'),
      'tokenizer.json': path.join(folder, 'tokenizer.json'),
    },
    labels: Object.values(config.id2label),
    maxLength: config.max_length,
    temperature: config.calibration_temperature,
  };
}

export async function loadWeights(
  architecture: StudentArchitecture | SpanArchitecture,
  file: string,
): Promise<Weights> {
  const { shapes } = architecture.executor;
  const weights = allocateWeights(shapes);
  for (const [name, data] of await readTensors(file, shapes)) {
    weights.views.get(name)!.data.set(data);
  }
  return weights;
}

/** Writes model.onnx: token ids in, logits out, the weights inside. */
export async function exportOnnx(
  file: string,
  { config, classes }: ClassifierShape,
  weights: Weights,
): Promise<void> {
  const { graph, logits } = buildStudent({ config, classes });
  const stored = new Map([...weights.views].map(([name, { data }]) => [name, data]));
  const bytes = encodeModel(graph, { outputs: { logits }, weights: stored });
  await replaceFile(file, (beside) => writeFile(beside, bytes, { flush: true }));
}

/** Writes model_quantized.onnx: the same in eight bits, a quarter of the size. */
export async function exportQuantized(
  file: string,
  shape: ClassifierShape,
  weights: Weights,
): Promise<void> {
  const bytes = encodeQuantized(shape, weights);
  await replaceFile(file, (beside) => writeFile(beside, bytes, { flush: true }));
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new BadInput(`${file} cannot be read; the model folder is not complete.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput(`${file} is not valid JSON; get the model again.`);
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
}
