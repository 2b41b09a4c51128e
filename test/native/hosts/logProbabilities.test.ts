import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LlamaModel, loadLlamaModel } from '../../../native/llama/llamaModel.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

let folder: string;
let model: LlamaModel;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-llama-'));
  const file = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(file);
  model = await loadLlamaModel(file, { contextSize: 512, sequences: 1, threads: 1, gpuLayers: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a continuation is as likely as its tokens one after another', async () => {
  const own = model.tokenize('bacor dilum', false);
  const continuations = ['ilum', 'a', 'ilot', 'bacor'].map((text) => model.tokenize(text, false));
  const logs = await model.logProbabilities([], own, continuations);
  for (const [i, tokens] of continuations.entries()) {
    let sum = 0;
    for (const [at, token] of tokens.entries()) {
      const before = [...own, ...tokens.slice(0, at)];
      const [log] = await model.logProbabilities([], before, [[token]]);
      sum += log!;
    }
    expect(logs[i]).toBeCloseTo(sum, 2);
  }
});

it('a drawn token is as likely as a continuation of it, and asking so changes no token', async () => {
  const own = model.tokenize('bacor dilum', false);
  const request = { shared: [], own, temperature: 0.9, topP: 0.9, seed: 3 };
  const [plain, tokens, logs]: [number[], number[], number[]] = [[], [], []];
  await model.generate(request, (token) => plain.push(token) < 12);
  await model.generate({ ...request, logProbabilities: true }, (token, log) => {
    logs.push(log!);
    return tokens.push(token) < 12;
  });
  expect(tokens).toEqual(plain);
  const [whole] = await model.logProbabilities([], own, [tokens]);
  expect(logs.reduce((sum, log) => sum + log, 0)).toBeCloseTo(whole!, 2);
});

it('what is asked beside a continuation or before it does not matter', async () => {
  const shared = model.tokenize('cadem', false);
  const own = model.tokenize('bacor dilum', false);
  const [one, other] = ['ilum', 'bacor'].map((text) => model.tokenize(text, false));
  const both = await model.logProbabilities(shared, own, [one!, other!]);
  expect(await model.logProbabilities(shared, own, [other!, one!])).toEqual(both.toReversed());
  await model.logProbabilities([], other!, [one!]);
  expect(await model.logProbabilities(shared, own, [other!])).toEqual([both[1]]);
});
