import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Experiment } from '../../../../../electron/contract/experiment.ts';
import { runTimingSentence } from '../../../../../electron/contract/runTiming.ts';
import { openProject, type Project } from '../../../../../electron/engine/project/project.ts';
import {
  estimateRecords,
  estimateSetting,
} from '../../../../../electron/engine/run/estimateRecords.ts';
import { recordedTiming, timeRun } from '../../../../../electron/engine/run/timeRun.ts';

/** The part of an experiment that is looked at; the whole is hashed. */
const EXPERIMENT = { project: 'p', recipes: [{ kind: 's3', rows: 8 }] } as unknown as Experiment;
const ESTIMATE = { setting: 'here', seconds: 120, least: 100, most: 150, measuredSeconds: 100 };

let home: string;
let project: Project;
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-time-'));
  vi.stubEnv('STILLROOM_HOME', home);
  project = await openProject(path.join(home, 'p.stillroom'), { create: true });
});
afterEach(() => {
  project.close();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** A run's record, as `runInProject` begins it: one that resumes another has its estimate. */
function begin(estimate: string | null = null): number {
  return project.database.run(
    "INSERT INTO runs (experiment, state, estimate) VALUES ('{}', 'running', ?)",
    estimate,
  ).lastId;
}

function resume(from: number, seconds: number): number {
  const { database } = project;
  database.run("UPDATE runs SET state = 'stopped', seconds = ? WHERE id = ?", seconds, from);
  return begin(
    database.get<{ estimate: string | null }>('SELECT estimate FROM runs WHERE id = ?', from)!
      .estimate,
  );
}

function use(run: number, key: string, { reused = 0, total = 1, seconds = 0 }): void {
  const { database } = project;
  database.run(
    "INSERT OR IGNORE INTO steps (key, hash, value, seconds) VALUES (?, 'h', '{}', ?)",
    key,
    seconds,
  );
  database.run(
    'INSERT INTO run_steps SELECT ?, id, ?, ? FROM steps WHERE key = ?',
    ...[run, reused, total, key],
  );
}

const time = (run: number, setting = 'here') => timeRun(project.database, run, EXPERIMENT, setting);

it('a run has the estimate that was made before it, once', () => {
  expect(time(begin())).toBeUndefined();
  estimateRecords.keep(EXPERIMENT, ESTIMATE);
  const run = begin();
  const timed = time(run)!;
  const estimated = { seconds: 120, least: 100, most: 150 };
  const open = { estimated, isOfOtherLayout: false, seconds: null, earlierSeconds: 0 };
  expect(recordedTiming(project.database, run)).toEqual(open);
  expect(runTimingSentence(open)).toBe(
    'Estimated before it began: 2 min 0 s (1 min 40 s to 2 min 30 s).',
  );
  expect(timed.end(150)).toEqual({ ...open, seconds: 150 });
  expect(recordedTiming(project.database, run)).toEqual({ ...open, seconds: 150 });
  timed.keep();
  expect(estimateRecords.runs()).toEqual([
    { setting: 'here', recipes: 's3', measuredSeconds: 100, ratio: 1.5 },
  ]);
  expect(time(begin())).toBeUndefined();
});

it('a run that was resumed has it too, and the seconds of those before it', () => {
  estimateRecords.keep(EXPERIMENT, ESTIMATE);
  const first = begin();
  time(first);
  use(first, 's3/seed/generate', { total: 8, seconds: 30 });
  const second = resume(first, 40);
  use(second, 's3/seed/generate', { reused: 3, total: 8 });
  // it fails when all but its report is made
  time(second)!.end(5);
  const third = resume(second, 5);
  const timed = time(third)!;
  expect(recordedTiming(project.database, third)).toMatchObject({ seconds: null });
  use(third, 's3/seed/generate', { reused: 5, total: 8 });
  const timing = timed.end(70);
  expect(timing).toMatchObject({ seconds: 115, earlierSeconds: 0 });
  expect(runTimingSentence(timing)).toBe(
    'Estimated: 2 min 0 s (1 min 40 s to 2 min 30 s). It took 1 min 55 s.',
  );
  timed.keep();
  expect(estimateRecords.runs()).toMatchObject([{ ratio: 1.15 }]);
});

it('an estimate for another layout is shown as such, and kept for no other', () => {
  estimateRecords.keep(EXPERIMENT, ESTIMATE);
  const first = begin();
  time(first);
  const second = resume(first, 10);
  time(second, 'elsewhere');
  expect(runTimingSentence(recordedTiming(project.database, second)!)).toMatch(
    /^Estimated before it began, for another layout: 2 min/,
  );
  // a part of it worked there
  const timed = time(resume(second, 10))!;
  expect(runTimingSentence(timed.end(70))).toMatch(
    /^Estimated, for another layout: .* 1 min 30 s\.$/,
  );
  timed.keep();
  expect(estimateRecords.runs()).toEqual([]);
});

it('a run that found its rows written is told, and kept for no estimate', () => {
  estimateRecords.keep(EXPERIMENT, ESTIMATE);
  const run = begin();
  const timed = time(run)!;
  use(run, 's3/seed/generate', { reused: 6, total: 8, seconds: 80 });
  const timing = timed.end(70);
  expect(timing).toMatchObject({ seconds: 70, earlierSeconds: 60 });
  expect(runTimingSentence(timing)).toContain(
    'It took 1 min 10 s. Earlier runs had spent 1 min 0 s on steps that it found done.',
  );
  timed.keep();
  expect(estimateRecords.runs()).toEqual([]);
});

it('the time of trainings that were found done counts, unless it is most of all', () => {
  const ends = (trained: number) => {
    estimateRecords.keep(EXPERIMENT, ESTIMATE);
    const run = begin();
    const timed = time(run)!;
    use(run, `s3/round-${run}/train`, { reused: 1, seconds: trained });
    timed.end(50);
    timed.keep();
  };
  ends(20);
  ends(51);
  expect(estimateRecords.runs()).toMatchObject([{ ratio: 0.7 }]);
});

it('what is kept is for the user alone, has no text, and is replaced if it cannot be read', () => {
  estimateRecords.keep(EXPERIMENT, ESTIMATE);
  const file = path.join(home, 'estimates.json');
  expect(statSync(file).isFile()).toBe(true);
  expect(readFileSync(file, 'utf8')).not.toContain('"s3"');
  writeFileSync(file, '{ "format": 1, "estimates": [');
  expect(estimateRecords.runs()).toEqual([]);
  estimateRecords.keep(EXPERIMENT, ESTIMATE);
  expect(estimateRecords.find(EXPERIMENT)).toEqual(ESTIMATE);
  expect(estimateRecords.find({ ...EXPERIMENT, seed: 1 })).toBeUndefined();
});

it('an estimate holds for a teacher, a layout and a GPU', () => {
  const layout = { hosts: 2, sequences: 1, threads: 1 };
  const teacher = { identity: 'a' } as Parameters<typeof estimateSetting>[0];
  const settings = [
    estimateSetting(teacher, layout),
    estimateSetting({ ...teacher, identity: 'b' }, layout),
    estimateSetting(teacher, { ...layout, sequences: 8 }),
    estimateSetting(teacher, layout, { gpuLayers: 'auto' }),
    estimateSetting(teacher, layout, { studentOnGpu: true }),
  ];
  expect(new Set(settings).size).toBe(settings.length);
  expect(estimateSetting(teacher, layout, { gpuLayers: 0 })).toBe(settings[0]);
});
