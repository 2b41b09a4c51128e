import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { recipeSchema } from '../../../electron/contract/recipes/recipes.ts';
import { layoutName, layoutNamed } from '../../../electron/contract/teacherLayout.ts';
import { chooseLayout, worthwhile } from '../../../electron/engine/run/chooseLayout.ts';
import type { Compute } from '../../../electron/engine/runtime/hosts.ts';
import type { RunTeacher } from '../../../electron/engine/runtime/runModels.ts';
import { loadTask } from '../../../electron/engine/steps/context.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

let folder: string;
let teacher: RunTeacher;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-choose-'));
  const gguf = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(gguf);
  teacher = {
    ...{ name: 'tiny', roles: ['teacher'], licence: '', sha256: '', recordedAtFirstUse: [] },
    ...{ identity: 'tiny', hasChatTemplate: true, files: { 'tiny.gguf': gguf } },
  };
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});
const file = () => path.join(folder, 'home', 'layouts.json');
beforeEach(() => {
  vi.stubEnv('STILLROOM_HOME', path.join(folder, 'home'));
  rmSync(path.join(folder, 'home'), { recursive: true, force: true });
});

const labels = ['good', 'bad'].map((name) => ({ name, meaning: name }));
const task = loadTask({
  kind: 'text-classification',
  ...{ labels, prompts: 'generic', templates: {} },
});
const gold = labels.map(({ name: label }, line) => ({
  ...{ split: 'seed' as const, text: 'bacor dilum', label, file: 'gold.jsonl', line: line + 1 },
}));

async function choose(rows: number, compute: Compute = { threads: 2 }, measures = true) {
  const notes: string[] = [];
  const recipes = [recipeSchema.parse({ kind: 'fewgen', rows, shots: 1 })];
  const layout = await chooseLayout({
    ...{ models: { teacher }, experiment: { recipes }, task, gold, compute, measures },
    signal: new AbortController().signal,
    note: (sentence) => notes.push(sentence),
  });
  return { layout: layout && layoutName(layout), notes };
}

it('a run of few calls is not measured', async () => {
  expect(await choose(499)).toEqual({ layout: '2x1x1', notes: [] });
  expect(await choose(5000, { threads: 2 }, false)).toEqual({ layout: '2x1x1', notes: [] });
  expect(existsSync(file())).toBe(false);
});

it('a run of many calls is measured once', async () => {
  const first = await choose(500);
  expect(first.notes[0]).toContain('this happens once');
  expect(first.notes[1]).toMatch(
    /^Measured: 2 processes of 1 thread, each writing one text at once answers \d+/,
  );
  expect(Object.values(JSON.parse(readFileSync(file(), 'utf8'))).length).toBe(1);
  expect(await choose(500)).toEqual({ layout: first.layout, notes: [] });
});

it('what the user chose is neither measured nor looked up', async () => {
  const layout = layoutNamed('1x4x1')!;
  expect(await choose(5000, { teacherLayout: layout })).toEqual({ layout: '1x4x1', notes: [] });
  const repeatable = await choose(5000, { threads: 2, teacherLayout: 'repeatable' });
  expect(repeatable).toEqual({ layout: '2x1x1', notes: [] });
});

it('a measured layout that no longer fits, or that can be repeated, gives way to the usual one', async () => {
  await choose(500);
  const [key] = Object.keys(JSON.parse(readFileSync(file(), 'utf8')));
  for (const name of ['256x256x1', '1x1x1']) {
    writeFileSync(file(), JSON.stringify({ [key!]: layoutNamed(name) }));
    expect(await choose(500)).toEqual({ layout: '2x1x1', notes: [] });
  }
  writeFileSync(file(), JSON.stringify({ [key!]: layoutNamed('1x4x2') }));
  expect(await choose(500)).toEqual({ layout: '1x4x2', notes: [] });
  writeFileSync(file(), '{"cut');
  expect((await choose(500)).notes).toHaveLength(2);
});

it('repeatable rows are worth a fifth of the time', () => {
  const repeatable = { layout: layoutNamed('2x1x1')!, callsPerSecond: 10 };
  const fastest = (callsPerSecond: number) => ({ layout: layoutNamed('2x8x1')!, callsPerSecond });
  expect(worthwhile({ repeatable, fastest: fastest(11.9) })).toBe(repeatable.layout);
  expect(layoutName(worthwhile({ repeatable, fastest: fastest(12.1) }))).toBe('2x8x1');
});
