import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRun, type Run, type RunProgress } from '../../../../../electron/engine/journal/run.ts';
import { stepKey } from '../../../../../electron/engine/journal/stepKey.ts';
import { watchRun } from '../../../../../electron/engine/session/runWatch.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

let project: Awaited<ReturnType<typeof projectWithRows>>;
let run: Run;
let told: RunProgress[];
beforeEach(async () => {
  project = await projectWithRows([]);
  told = [];
  const { database } = project;
  const id = database.run("INSERT INTO runs (experiment, state) VALUES ('{}', 'running')").lastId;
  run = openRun({
    database,
    id,
    seed: 1,
    version: '1',
    signal: new AbortController().signal,
    onProgress: (progress) => told.push(progress),
  });
});
afterEach(() => project.close());

const KEY = stepKey('import', 'corpus');

it('a long step tells how far it is, and is done only when its value is recorded', async () => {
  await run.step(KEY, {}, (tell) => {
    tell(3, 12, 'MB');
    tell(12, 12, 'MB');
    return 'read';
  });
  expect(told).toEqual([
    { key: KEY, done: 0, total: 1, reused: 0 },
    { key: KEY, done: 3, total: 12, unit: 'MB', reused: 0 },
    { key: KEY, done: 12, total: 12, unit: 'MB', reused: 0 },
  ]);
  told = [];
  expect(await run.step(KEY, {}, () => 'not asked')).toBe('read');
  expect(told).toEqual([{ key: KEY, done: 1, total: 1, reused: 1 }]);
});

it('a window gets its rate and what is left in its unit', () => {
  const watch = watchRun('S3', () => {});
  watch.events.onProgress({ key: KEY, done: 0, total: 1, reused: 0 });
  watch.events.onProgress({ key: KEY, done: 3, total: 12, unit: 'MB', reused: 0 });
  const [step] = watch.snapshot(project.database).steps;
  expect(step).toMatchObject({ done: 3, total: 12, unit: 'MB', phase: 'import' });
  expect(step!.rate).toBeGreaterThan(0);
  expect(step!.secondsLeft).toBeCloseTo(9 / step!.rate!);
});
