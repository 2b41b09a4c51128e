import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { layoutNamed } from '../../../electron/contract/teacherLayout.ts';
import { measureLayouts } from '../../../electron/engine/runtime/measureLayouts.ts';
import { openTeachers } from '../../../electron/engine/runtime/teacherPool.ts';
import { threadBudget } from '../../../electron/engine/runtime/threadBudget.ts';
import type { Completion, Prompt } from '../../../models/teacher/teacher.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

let folder: string;
let gguf: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-layouts-'));
  gguf = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(gguf);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LONG = 'bacor dilum '.repeat(40);
const often = { text: LONG, chat: false, shared: LONG.length };
const inChat = { text: 'bacor dilum', chat: true };
const PROMPTS: readonly Prompt[] = [often, inChat, often, { ...inChat, chat: false }, often, often];

async function rowsOf(
  name: string,
  prompts: readonly Prompt[] = PROMPTS,
  maxTokens = 24,
): Promise<readonly Completion[]> {
  const budget = threadBudget(2);
  const teacher = openTeachers(gguf, layoutNamed(name)!, { gpuLayers: 0, budget });
  const sampling = { temperature: 0.9, topP: 0.9, maxTokens, stop: [] };
  try {
    return await pMap(prompts, (prompt, seed) => teacher.generate(prompt, { ...sampling, seed }), {
      concurrency: teacher.parallel,
    });
  } finally {
    teacher.stop();
  }
}

it('every layout of one text and one thread a process writes the same rows', async () => {
  const rows = await rowsOf('1x1x1');
  expect(new Set(rows.map(({ output }) => output)).size).toBeGreaterThan(1);
  for (const name of ['1x1x1', '2x1x1', '3x1x1']) expect(await rowsOf(name), name).toEqual(rows);
});

it('a prompt that is asked often is kept, all but its last token', async () => {
  const rows = await rowsOf('1x1x1', [often, { text: LONG, chat: false }]);
  expect(rows[0]!.sharedTokens).toBe(rows[0]!.promptTokens - 1);
  expect(rows[1]!.promptTokens).toBe(rows[0]!.promptTokens);
  expect(rows[1]!.sharedTokens).toBeLessThan(2);
});

it('only what a prompt has in common with its start is kept', async () => {
  const text = `${LONG}bacor`;
  const [row] = await rowsOf('1x1x1', [{ text, chat: true, shared: LONG.length }]);
  expect(row!.sharedTokens).toBeGreaterThan(row!.promptTokens / 2);
  expect(row!.sharedTokens).toBeLessThan(row!.promptTokens - 1);
});

it('several texts at once are all written', async () => {
  const many = Array.from({ length: 20 }, (_, i) => PROMPTS[i % PROMPTS.length]!);
  const rows = await rowsOf('2x4x1', many);
  expect(rows).toHaveLength(many.length);
  for (const { outputTokens, ended } of rows) {
    expect(outputTokens === 24 || ended === 'end of text').toBe(true);
  }
});

it('layouts are measured, the repeatable one first', async () => {
  const call = { prompt: often, sampling: { temperature: 1, topP: 1, maxTokens: 24, stop: [] } };
  const room = { cores: 2, freeBytes: 2e9, contextSize: 4096 };
  const found = await measureLayouts(gguf, call, room, new AbortController().signal);
  expect(found.repeatable.layout).toEqual(layoutNamed('2x1x1'));
  expect(found.repeatable.callsPerSecond).toBeGreaterThan(0);
  expect(found.fastest.callsPerSecond).toBeGreaterThanOrEqual(found.repeatable.callsPerSecond);
});

it('measuring ends with the run', async () => {
  const call = { prompt: often, sampling: { temperature: 1, topP: 1, maxTokens: 24, stop: [] } };
  const room = { cores: 1, freeBytes: 1e9, contextSize: 4096 };
  const pause = AbortSignal.abort();
  await expect(measureLayouts(gguf, call, room, pause)).rejects.toBe(pause.reason);
});
