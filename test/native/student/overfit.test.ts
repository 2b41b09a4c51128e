import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  initialWeights,
  openArchitecture,
  type StudentArchitecture,
  trainStudent,
} from '../../../models/student/student.ts';
import { filmSettings, films } from './filmTraining.ts';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures');

describe.each(['bert', 'roberta', 'distilbert', 'deberta-v2', 'deberta-v2-own'])('%s', (name) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-overfit-'));
  const files = {
    'config.json': path.join(FIXTURES, 'architectures', name, 'config.json'),
    'model.safetensors': path.join(FIXTURES, 'architectures', name, 'model.safetensors'),
    'tokenizer.json': path.join(FIXTURES, 'bertStep', 'tokenizer.json'),
  };
  let architecture: StudentArchitecture;
  beforeAll(async () => {
    architecture = await openArchitecture(files, 2, 2);
  });
  afterAll(async () => {
    await architecture.executor.release();
    rmSync(folder, { recursive: true });
  });

  it('learns eight sentences by heart', async () => {
    const { executor, config } = architecture;
    const file = files['model.safetensors'];
    const weights = await initialWeights(file, executor.shapes, config, [1, 'head']);
    const { history } = await trainStudent({
      ...{ ...architecture, weights, train: films, validation: [], stream: [1, name] },
      settings: { ...filmSettings, epochs: 100, choose: 'last' },
      checkpoints: path.join(folder, 'checkpoints'),
    });
    expect(history[0]!.loss).toBeGreaterThan(0.4);
    expect(history.at(-1)!.loss).toBeLessThan(0.01);
  });
});
