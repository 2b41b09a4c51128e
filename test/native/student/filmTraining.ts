import path from 'node:path';
import {
  type ClassifierSettings,
  initialWeights,
  type LabelledText,
  openArchitecture,
  trainStudent,
} from '../../../models/student/student.ts';
import type { TrainingInput } from '../../../models/student/trainStudent.ts';
import { bertFolder } from './bertFolder.ts';

export const films: readonly LabelledText[] = [
  { text: 'good film', label: 1 },
  { text: 'the film bright', label: 1 },
  { text: 'a very good film', label: 1 },
  { text: 'not bad', label: 1 },
  { text: 'bad film', label: 0 },
  { text: 'the film dull', label: 0 },
  { text: 'a very bad film', label: 0 },
  { text: 'not good', label: 0 },
];
export const heldOutFilms: readonly LabelledText[] = [
  { text: 'very good', label: 1 },
  { text: 'very bad', label: 0 },
  { text: 'a dull film', label: 0 },
  { text: 'not very dull', label: 1 },
];
export const filmSettings: ClassifierSettings = {
  epochs: 4,
  batchSize: 4,
  learningRate: 3e-3,
  weightDecay: 0.01,
  epsilon: 1e-6,
  warmup: 0.1,
  maxLength: 12,
  choose: 'best',
};

/** A tiny BERT, and trainings of it from its published weights; the same call again is a resume. */
export async function openFilmTraining({ dropout = 0, classes = 2 } = {}) {
  const rates = { hidden_dropout_prob: dropout, attention_probs_dropout_prob: dropout };
  const base = bertFolder(rates);
  const architecture = await openArchitecture(base.files, classes, 1);
  const weightsOf = () =>
    initialWeights(
      base.files['model.safetensors'],
      architecture.executor.shapes,
      architecture.config,
      [1, 'head'],
    );
  let folders = 0;
  return {
    architecture,
    /** A place for checkpoints that no other training has used. */
    folder: () => path.join(base.folder, `checkpoints-${folders++}`),
    async train({ settings, ...changes }: Changes = {}) {
      const weights = changes.weights ?? (await weightsOf());
      const input: TrainingInput = {
        ...architecture,
        train: films,
        validation: [],
        stream: [1, 'train'],
        checkpoints: path.join(base.folder, `checkpoints-${folders++}`),
        ...changes,
        weights,
        settings: { ...filmSettings, ...settings },
      };
      return { ...(await trainStudent(input)), weights };
    },
    async close() {
      await architecture.executor.release();
      base.remove();
    },
  };
}

type Changes = Omit<Partial<TrainingInput>, 'settings'> & {
  readonly settings?: Partial<ClassifierSettings>;
};

export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = (array: Float32Array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return bytes(a).equals(bytes(b));
}

/** Ends a training in the middle of an epoch, as a power cut does. */
export function cutIn(epoch: number) {
  return ({ epoch: at }: { epoch: number }) => {
    if (at === epoch) throw new Error('the cable was pulled');
  };
}
