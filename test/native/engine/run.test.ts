import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRun, type Run, RunPaused } from '../../../electron/engine/journal/run.ts';
import { openProject, type Project } from '../../../electron/engine/project/project.ts';

let folder: string;
let project: Project;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-journal-'));
  project = await openProject(path.join(folder, 'p.stillroom'), { create: true });
});
afterEach(() => {
  project.close();
  rmSync(folder, { recursive: true, force: true });
});

function beginRun(options: { seed?: number; signal?: AbortSignal } = {}): Run {
  const { lastId } = project.database.run(
    `INSERT INTO runs (experiment, state) VALUES ('{"recipes":[]}', 'running')`,
  );
  return openRun({
    database: project.database,
    id: lastId,
    seed: options.seed ?? 1,
    version: '1',
    signal: options.signal ?? new AbortController().signal,
    onProgress: () => {},
  });
}

describe('run.step', () => {
  it('does the work once, in this run and in the next', async () => {
    let calls = 0;
    const work = () => ({ calls: ++calls });
    expect(await beginRun().step('a', { x: 1 }, work)).toEqual({ calls: 1 });
    expect(await beginRun().step('a', { x: 1 }, work)).toEqual({ calls: 1 });
  });

  it.each([
    ['other inputs', { x: 2 }, 1],
    ['another seed', { x: 1 }, 2],
  ])('does it anew for %s', async (_, inputs, seed) => {
    const run = beginRun();
    await run.step('a', { x: 1 }, () => 'old');
    expect(await beginRun({ seed }).step('a', inputs, () => 'new')).toBe('new');
  });

  it('records nothing of work that fails', async () => {
    const failing = () => Promise.reject(new Error('no'));
    await expect(beginRun().step('a', {}, failing)).rejects.toThrow('no');
    expect(await beginRun().step('a', {}, () => 'yes')).toBe('yes');
  });

  it('gives back what it recorded, so that first and resumed runs go on alike', async () => {
    const value = await beginRun().step<{ a?: number }>('a', {}, () => ({ a: undefined }) as never);
    expect(Object.keys(value)).toEqual([]);
  });
});

describe('run.collect', () => {
  const draw = async (_: number, random: { below(n: number): number }) => random.below(1e9);

  it('gives each item the same random stream in any order and parallelism', async () => {
    const one = await beginRun().collect('a', { one: true }, 20, draw);
    const delayed = async (i: number, random: { below(n: number): number }) => {
      await new Promise((resolve) => setTimeout(resolve, (i * 7) % 5));
      return random.below(1e9);
    };
    const four = await beginRun().collect('a', { four: true }, 20, delayed, { parallel: 4 });
    expect(four).toEqual(one);
    expect(new Set(one).size).toBe(20);
  });

  it('keeps what has arrived when an item fails, and asks only for the rest', async () => {
    const asked: number[] = [];
    const work = (failAt: number) => async (i: number) => {
      if (i === failAt) throw new Error('lost');
      asked.push(i);
      return i * 10;
    };
    await expect(beginRun().collect('a', {}, 5, work(3))).rejects.toThrow('lost');
    expect(await beginRun().collect('a', {}, 5, work(-1))).toEqual([0, 10, 20, 30, 40]);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
  });

  it('a larger n keeps the items that are there', async () => {
    const asked: number[] = [];
    const work = async (i: number) => {
      asked.push(i);
      return i;
    };
    await beginRun().collect('a', {}, 3, work);
    expect(await beginRun().collect('a', {}, 5, work)).toEqual([0, 1, 2, 3, 4]);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
  });

  it('a pause lets calls in flight finish, records them, and starts no more', async () => {
    const pause = new AbortController();
    const asked: number[] = [];
    const work = async (i: number) => {
      asked.push(i);
      if (i === 2) pause.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return i;
    };
    const paused = beginRun({ signal: pause.signal }).collect('a', {}, 9, work, { parallel: 2 });
    await expect(paused).rejects.toThrow(RunPaused);
    const before = asked.length;
    expect(before).toBeLessThan(9);
    await beginRun().collect('a', {}, 9, work, { parallel: 2 });
    expect(asked.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('a project', () => {
  it('is refused to a second process', async () => {
    await expect(openProject(project.folder, { create: false })).rejects.toThrow(
      /is open in another Stillroom/,
    );
  });

  it('says so where there is none', async () => {
    const nowhere = openProject(path.join(folder, 'none.stillroom'), { create: false });
    await expect(nowhere).rejects.toThrow(/There is no project in .*none\.stillroom/);
  });

  it('of a newer version is left alone', async () => {
    project.database.userVersion = 99;
    project.close();
    const newer = openProject(project.folder, { create: false });
    await expect(newer).rejects.toThrow(/made by a newer Stillroom \(version 99/);
    project = await openProject(path.join(folder, 'q.stillroom'), { create: true });
  });
});
