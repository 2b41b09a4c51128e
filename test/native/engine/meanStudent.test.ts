import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { runCli } from '../../fixtures/cli.ts';
import {
  KNOWN_LABELS,
  makeTinyExperiment,
  makeTinyModels,
  type TinyOptions,
} from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-mean-'));
  models = await makeTinyModels(folder);
  // as sentence-transformers saves a model; what it says is read when the model is added
  const model = path.join(folder, 'sources', 'tiny-bert');
  mkdirSync(path.join(model, '1_Pooling'));
  const pooling = JSON.stringify({ pooling_mode_mean_tokens: true });
  writeFileSync(path.join(model, '1_Pooling', 'config.json'), pooling);
  await openModelStore({ folder: models }).add('tiny-bert', model);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a recipe with students of its rows, and exports them. */
async function studentOf(name: string, options: TinyOptions) {
  const { experiment, project } = makeTinyExperiment(path.join(folder, name), {
    ...KNOWN_LABELS,
    recipes: ['{ kind: fewgen, rows: 12, shots: 3 }'],
    leastSteps: 10,
    ...options,
  });
  const { code, out, err } = await runCli(['run', experiment], models);
  expect(code, err).toBe(0);
  const to = path.join(folder, `${name}-exported`);
  const exported = await runCli(['export', project, '--to', to], models);
  expect(exported.code, exported.err).toBe(0);
  const read = (file: string) =>
    readFileSync(path.join(to, 'fewgen-few-shot', 'student', file), 'utf8');
  return { out, card: read('README.md'), config: JSON.parse(read('config.json')) as object };
}

const MEAN = 'a linear head on the mean of the tokens';

it('a fine-tuned student of a model of means reads the mean, and its report and card say so', async () => {
  const { out, card, config } = await studentOf('mean', { student: ', method: finetune' });
  expect(out).toContain(MEAN);
  expect(config).toMatchObject({ stillroom_pooling: 'mean', stillroom_finetuned: true });
  expect(card).toContain(MEAN);
  expect(card).toContain('library_name: onnx');
  expect(card).toContain('the classes of `transformers` read the first token');
});

it('and the first token with pooling: first', async () => {
  const { out, card, config } = await studentOf('first', {
    student: ', method: finetune, pooling: first',
  });
  expect(out).not.toContain(MEAN);
  expect(config).not.toHaveProperty('stillroom_pooling');
  expect(card).toContain('library_name: transformers');
});

it('a regression is no fine-tuned student on its card', async () => {
  const { card, config } = await studentOf('head', { student: ', method: head' });
  expect(config).toMatchObject({ stillroom_pooling: 'mean' });
  expect(card).toContain('a logistic regression on the mean of the frozen model’s tokens');
});

it('answers have no pooling to set', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'questions'), {
    isOfQuestions: true,
    prompts: 'adqa',
    student: ', pooling: mean',
  });
  const { code, err } = await runCli(['run', experiment], models);
  expect(code).not.toBe(0);
  expect(err).toContain('student.pooling: mean is what a head of labels reads');
});
