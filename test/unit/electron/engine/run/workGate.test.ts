import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRun, RunPaused } from '../../../../../electron/engine/journal/run.ts';
import { stepKey } from '../../../../../electron/engine/journal/stepKey.ts';
import type { Machine } from '../../../../../electron/engine/machine/machine.ts';
import { openProject, type Project } from '../../../../../electron/engine/project/project.ts';
import { workGate } from '../../../../../electron/engine/run/workGate.ts';
import { watchRun } from '../../../../../electron/engine/session/runWatch.ts';
import { until } from '../../../../fixtures/cli.ts';

const LOOK_EVERY = 5;
const SENTENCE = 'Waiting until the machine is on mains power again: it runs on its battery.';

/** A laptop whose adapter a test pulls out. */
function laptop(conditions: Machine['conditions'] = ['always', 'mains', 'hours']) {
  const battery = { isOnBattery: false };
  const machine: Machine = { conditions, state: async () => ({ ...battery }) };
  return { battery, machine };
}

let folder: string;
let project: Project;
let told: (string | null)[];
let pause: AbortController;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-gate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async (context) => {
  project = await openProject(path.join(folder, `${context.task.id}.stillroom`), { create: true });
  told = [];
  pause = new AbortController();
});
afterEach(() => project.close());

function begin() {
  const { battery, machine } = laptop();
  const gate = workGate({
    workTime: { when: 'mains' },
    ...{ machine, signal: pause.signal, lookEvery: LOOK_EVERY },
    onWait: (sentence) => told.push(sentence),
  });
  const { database } = project;
  const run = openRun({
    database,
    id: database.run("INSERT INTO runs (experiment, state) VALUES ('{}', 'running')").lastId,
    ...{ seed: 1, version: '1', signal: pause.signal, onProgress: () => {}, mayBegin: gate.pass },
  });
  return { battery, gate, run };
}

const GENERATE = stepKey('generate', 's3', 'seed');
const recorded = () => project.database.column<number>('SELECT i FROM items ORDER BY i');

describe('a run on a laptop whose adapter is pulled out', () => {
  /** Collects 20 items, two at once, and pulls the plug with the fifth. */
  function collectUntilPulled() {
    const { battery, gate, run } = begin();
    const begun: number[] = [];
    const items = run.collect(
      GENERATE,
      {},
      20,
      async (i) => {
        begun.push(i);
        if (i === 4) battery.isOnBattery = true;
        await setTimeout(2 * LOOK_EVERY);
        return i * i;
      },
      { parallel: 2 },
    );
    return { battery, gate, run, begun, items };
  }

  it('begins nothing, records what was in flight, and goes on when it is put back', async () => {
    const { battery, gate, begun, items } = collectUntilPulled();
    await until(() => told.length > 0, 2000);
    await until(() => recorded().length === begun.length, 2000);
    const before = [...begun];
    await setTimeout(60);
    expect(begun).toEqual(before);
    expect(begun.length).toBeLessThan(8);
    expect(recorded()).toEqual(before);
    expect(told).toEqual([SENTENCE]);
    battery.isOnBattery = false;
    expect(await items).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
    expect(told).toEqual([SENTENCE, null]);
    expect(gate.waited).toBeGreaterThan(0.1);
    const [seconds] = project.database.column<number>('SELECT seconds FROM steps');
    expect(seconds).toBeLessThan(1);
  });

  it('can be paused while it waits, and resumed', async () => {
    const { items, begun } = collectUntilPulled();
    await until(() => told.length > 0, 2000);
    pause.abort();
    await expect(items).rejects.toThrow(RunPaused);
    expect(recorded()).toEqual(begun.toSorted((a, b) => a - b));
    pause = new AbortController();
    const again: number[] = [];
    await begin().run.collect(GENERATE, {}, 20, async (i) => {
      again.push(i);
      return i * i;
    });
    expect(again).toHaveLength(20 - begun.length);
  });
});

it('a step waits too, and a recorded one is read at any time', async () => {
  const { battery, run } = begin();
  battery.isOnBattery = true;
  const key = stepKey('train', 's3', 'final');
  let steps = 0;
  const train = () => run.step(key, {}, () => ++steps);
  const first = train();
  await until(() => told.length > 0, 2000);
  expect(steps).toBe(0);
  battery.isOnBattery = false;
  expect(await first).toBe(1);
  battery.isOnBattery = true;
  await setTimeout(2 * LOOK_EVERY);
  expect(await train()).toBe(1);
});

it('a condition that cannot be known is refused', () => {
  const { machine } = laptop(['always', 'hours']);
  const { signal } = pause;
  expect(() => workGate({ workTime: { when: 'idle' }, machine, signal, onWait() {} })).toThrow(
    'Stillroom cannot know here whether somebody uses the machine',
  );
});

it('a window says why a run waits, and its rate leaves the time out', async () => {
  const watch = watchRun('S3', () => {});
  const steps = () => watch.snapshot(project.database).steps;
  const progress = { key: GENERATE, total: 100, reused: 0 };
  watch.events.onProgress({ ...progress, done: 0 });
  await setTimeout(30);
  watch.events.onWait(SENTENCE);
  expect(watch.snapshot(project.database).waiting).toBe(SENTENCE);
  await setTimeout(200);
  watch.events.onWait(null);
  watch.events.onProgress({ ...progress, done: 10 });
  expect(watch.snapshot(project.database).waiting).toBeNull();
  expect(steps()[0]!.seconds).toBeLessThan(0.2);
});
