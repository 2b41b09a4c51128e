import path from 'node:path';
import { type Encoder, openEncoder } from '../../models/encoder/encoder.ts';
import { mostThreads } from '../../models/student/mostThreads.ts';
import {
  type Answer,
  type AnsweredQuestion,
  answersQuestions,
  atTemperature,
  type ClassifierSettings,
  checkedExecutor,
  type DecodingSettings,
  exportOnnx,
  exportQuantized,
  exportSpanOnnx,
  type FirstExamples,
  fitTemperature,
  foldTemperature,
  influencesOf,
  initialWeights,
  type LabelledText,
  linkOnnx,
  loadWeights,
  type ModelFiles,
  openArchitecture,
  openSavedSpanStudent,
  openSavedStudent,
  openSpanArchitecture,
  type Provider,
  predictAnswers,
  predictLogits,
  probeCuda,
  type Question,
  type SpanArchitecture,
  type SpanSettings,
  type StudentArchitecture,
  saveSpanStudent,
  saveStudent,
  startFromRegression,
  type Temperature,
  type TextInput,
  type TrainingProgress,
  type TrainingResult,
  trainHead,
  trainSpanStudent,
  trainStudent,
  tryStudent,
} from '../../models/student/student.ts';
import type { EncoderConfig } from '../../models/transformer/encoderConfig.ts';
import { loadCudaRuntime, packagedRuntime } from '../../native/onnx/cudaRuntime.ts';
import { serveHost } from './serveHost.ts';

interface AnyTask<Example, Input, Settings> {
  readonly base: ModelFiles;
  readonly train: readonly Example[];
  /** Scored after each epoch. */
  readonly validation: readonly Example[];
  /** The texts that the finished student predicts. */
  readonly predict: readonly Input[];
  readonly settings: Settings;
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  /** The folder to keep the student in; without it only its predictions are kept. */
  readonly saveTo: string | undefined;
}

export interface TrainingTask extends AnyTask<LabelledText, TextInput, ClassifierSettings> {
  readonly labels: readonly string[];
  /** If given, the student learns from these before `train`. */
  readonly first?: FirstExamples;
  /** If given, the accuracy on the training texts and on these is reported after each epoch. */
  readonly watched?: readonly LabelledText[];
}

/** A student that is trained only to see how its training texts influence it. */
type InfluenceTask = Pick<
  TrainingTask,
  'base' | 'labels' | 'train' | 'settings' | 'stream' | 'checkpoints'
> & {
  /** What it is judged by. */
  readonly held: readonly LabelledText[];
};

export type AnswerTrainingTask = AnyTask<AnsweredQuestion, Question, SpanSettings>;

export interface TrainedStudent extends TrainingResult {
  /** For each text of `predict`, a logit for each label. */
  readonly logits: readonly (readonly number[])[];
  /** Fitted on the validation texts, if there are any, for a student that is kept. */
  readonly temperature?: Temperature;
}

/** For each text, one number per label, in the order of `labels`. */
export interface Predictions {
  readonly labels: readonly string[];
  readonly logits: readonly (readonly number[])[];
  /** From 0 to 1, at the student's own temperature if one was fitted. */
  readonly probabilities: readonly (readonly number[])[];
}

let threads = 1;
let provider: Provider = 'cpu';
let open: { key: string; architecture: StudentArchitecture | SpanArchitecture } | undefined;
let frozen: { key: string; encoder: Encoder } | undefined;
let saved: { folder: string; student: LoadedStudent } | undefined;

interface LoadedStudent extends StudentArchitecture {
  readonly labels: readonly string[];
  readonly weights: Awaited<ReturnType<typeof loadWeights>>;
  readonly settings: { readonly maxLength: number };
  readonly temperature: number | undefined;
}

/** A student's weights are read once for the many calls that a long list of texts needs. */
async function savedStudent(folder: string): Promise<LoadedStudent> {
  if (saved?.folder === folder) return saved.student;
  const { files, labels, maxLength, temperature, pooling } = await openSavedStudent(folder);
  const architecture = await architectureFor(files, labels.length, pooling);
  const weights = await loadWeights(architecture, files['model.safetensors']);
  const executor = checkedExecutor(architecture.executor);
  const settings = { maxLength };
  const student = { ...architecture, executor, labels, weights, settings, temperature };
  saved = { folder, student };
  return student;
}

const architectureFor = (files: ModelFiles, classes: number, pooling?: 'mean') =>
  reopen(`${files['config.json']} ${classes} ${pooling ?? 'first'}`, () =>
    openArchitecture(files, classes, threads, { provider, pooling }),
  );

/** The frozen body, whose features a linear head is fitted to. */
async function encoderFor(files: ModelFiles, config: EncoderConfig): Promise<Encoder> {
  const key = files['config.json'];
  // more threads would change the features, and so the student
  const allowed = Math.min(threads, mostThreads(config));
  if (frozen?.key !== key)
    frozen = { key, encoder: await openEncoder(files, { threads: allowed }) };
  return frozen.encoder;
}

const spanArchitectureFor = (files: ModelFiles) =>
  reopen(`${files['config.json']} span`, () => openSpanArchitecture(files, threads, provider));

/**
 * Sessions are expensive to create and fit every training of the same shape, so the last pair is
 * kept.
 */
async function reopen<Architecture extends StudentArchitecture | SpanArchitecture>(
  key: string,
  make: () => Promise<Architecture>,
): Promise<Architecture> {
  // a key is only created for one kind of architecture
  if (open?.key === key) return open.architecture as Architecture;
  await open?.architecture.executor.release();
  saved = undefined;
  open = undefined;
  const architecture = await make();
  open = { key, architecture };
  return architecture;
}

/**
 * The temperature at which the finished student's confidence matches its accuracy; undefined
 * without held-out texts.
 */
async function calibrate(
  input: Parameters<typeof predictLogits>[0],
  held: readonly LabelledText[],
): Promise<Temperature | undefined> {
  if (held.length === 0) return undefined;
  const logits = await predictLogits(
    input,
    held.map(({ text }) => text),
  );
  return fitTemperature(
    logits,
    held.map(({ label }) => label),
  );
}

/** Trains a student of labels from its model's published weights. */
async function trained(task: Omit<TrainingTask, 'predict' | 'saveTo'>) {
  const isHead = task.settings.method === 'head';
  const pooling = isHead ? 'mean' : task.settings.pooling;
  const architecture = await architectureFor(task.base, task.labels.length, pooling);
  const { executor, config } = architecture;
  const file = task.base['model.safetensors'];
  const weights = await initialWeights(file, executor.shapes, config, task.stream);
  const input = { ...task, ...architecture, weights };
  const frozenBody = pooling === 'mean' ? await encoderFor(task.base, config) : undefined;
  if (frozenBody && !isHead) await startFromRegression(input, frozenBody);
  const result =
    frozenBody && isHead
      ? await trainHead(input, frozenBody)
      : await trainStudent({ ...input, onProgress: (event) => host.event(event) });
  return { input, result, isHead, ...(isHead ? { frozenBody } : {}) };
}

const functions = {
  /** @param options.cuda the folder of the CUDA provider, if students train on the GPU */
  open(options: { threads: number; cuda?: string }): void {
    threads = options.threads;
    if (options.cuda === undefined) return;
    loadCudaRuntime(options.cuda);
    provider = 'cuda';
  },
  /** Opens a model as a student and reads a text with it. */
  tryStudent,
  runtime: packagedRuntime,
  probeCuda,
  async train(task: TrainingTask): Promise<TrainedStudent> {
    const { input, result, isHead } = await trained(task);
    const { weights, pooling } = input;
    const logits = await predictLogits(input, task.predict);
    if (!task.saveTo) return { ...result, logits };
    const calibration = await calibrate(input, task.validation);
    const { temperature } = calibration ?? {};
    const { maxLength } = task.settings;
    const { labels } = task;
    const saved = { labels, maxLength, temperature, pooling, isFrozen: isHead };
    await saveStudent(task.saveTo, task.base, weights, saved);
    return { ...result, logits, ...(calibration ? { temperature: calibration } : {}) };
  },
  /**
   * Trains a student, and measures how each training text influences its loss on others, always on the CPU.
   * @returns for each held-out text a logit for each label too
   */
  async influences(task: InfluenceTask): Promise<{
    readonly influences: readonly number[];
    readonly logits: readonly (readonly number[])[];
  }> {
    const { input, frozenBody } = await trained({ ...task, validation: [] });
    const logits = await predictLogits(
      input,
      task.held.map(({ text }) => text),
    );
    const onProgress = (step: number, steps: number) =>
      host.event({ step, steps, epoch: 0, loss: null });
    const influences = await influencesOf(
      { ...input, held: task.held, threads, onProgress },
      frozenBody,
    );
    return { influences, logits };
  },
  async trainAnswers(
    task: AnswerTrainingTask,
  ): Promise<TrainingResult & { readonly answers: readonly Answer[] }> {
    const architecture = await spanArchitectureFor(task.base);
    const { executor, config } = architecture;
    const file = task.base['model.safetensors'];
    const weights = await initialWeights(file, executor.shapes, config, task.stream);
    const input = { ...task, ...architecture, weights };
    const result = await trainSpanStudent({ ...input, onProgress: (event) => host.event(event) });
    const answers = await predictAnswers(input, task.predict);
    if (task.saveTo) await saveSpanStudent(task.saveTo, task.base, weights, task.settings);
    return { ...result, answers };
  },
  /** Predicts with a student that `trainAnswers` kept. */
  async answer(
    folder: string,
    questions: readonly Question[],
    decoding: DecodingSettings,
  ): Promise<Answer[]> {
    const { files, windows } = await openSavedSpanStudent(folder);
    const architecture = await spanArchitectureFor(files);
    const weights = await loadWeights(architecture, files['model.safetensors']);
    const settings = { ...windows, ...decoding };
    const executor = checkedExecutor(architecture.executor);
    return predictAnswers({ ...architecture, executor, weights, settings }, questions);
  },
  async predict(folder: string, texts: readonly TextInput[]): Promise<Predictions> {
    const student = await savedStudent(folder);
    const logits = await predictLogits(student, texts);
    const probabilities = logits.map((row) => atTemperature(row, student.temperature));
    return { labels: student.labels, logits, probabilities };
  },
  /**
   * Writes a saved student to a folder that other programs open: the student's own files with its
   * temperature folded in, and its ONNX files.
   * @param to a folder that is replaced
   */
  async exportStudent(folder: string, to: string): Promise<void> {
    const whole = path.join(to, 'model.onnx');
    if (await answersQuestions(folder)) {
      const { files, windows } = await openSavedSpanStudent(folder);
      const architecture = await spanArchitectureFor(files);
      const weights = await loadWeights(architecture, files['model.safetensors']);
      await saveSpanStudent(to, files, weights, windows);
      await exportSpanOnnx(whole, architecture, weights);
      await linkOnnx(to, ['model.onnx']);
      return;
    }
    const { files, temperature, ...student } = await openSavedStudent(folder);
    const { labels, pooling } = student;
    const architecture = await architectureFor(files, labels.length, pooling);
    const weights = await loadWeights(architecture, files['model.safetensors']);
    if (temperature !== undefined) foldTemperature(weights, temperature);
    await saveStudent(to, files, weights, student);
    await exportOnnx(whole, architecture, weights);
    await exportQuantized(path.join(to, 'model_quantized.onnx'), architecture, weights);
    await linkOnnx(to, ['model.onnx', 'model_quantized.onnx']);
  },
};

/** The functions of the student's process that the engine can call. */
export type StudentHost = typeof functions;

const host = serveHost<{ event(progress: TrainingProgress): void }>(functions);
