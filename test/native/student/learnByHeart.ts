import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type EpochRecord,
  initialWeights,
  openArchitecture,
  trainStudent,
} from '../../../models/student/student.ts';
import { filmSettings, films } from './filmTraining.ts';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures');

/** Trains a random small model of a family on eight sentences for a hundred epochs. */
export async function learnByHeart(
  family: string,
  pooling?: 'mean',
): Promise<readonly EpochRecord[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stillroom-by-heart-'));
  const files = {
    'config.json': path.join(FIXTURES, 'architectures', family, 'config.json'),
    'model.safetensors': path.join(FIXTURES, 'architectures', family, 'model.safetensors'),
    'tokenizer.json': path.join(FIXTURES, 'bertStep', 'tokenizer.json'),
  };
  const architecture = await openArchitecture(files, 2, 2, { pooling });
  const { executor, config } = architecture;
  const file = files['model.safetensors'];
  const weights = await initialWeights(file, executor.shapes, config, [1, 'head']);
  const { history } = await trainStudent({
    ...architecture,
    weights,
    train: films,
    validation: [],
    stream: [1, family],
    settings: { ...filmSettings, epochs: 100, choose: 'last' },
    checkpoints: path.join(folder, 'checkpoints'),
  });
  await executor.release();
  await rm(folder, { recursive: true });
  return history;
}
