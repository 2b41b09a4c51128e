import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { layoutNamed } from '../../../electron/contract/teacherLayout.ts';
import { openSteppingTeachers } from '../../../electron/engine/runtime/steppingTeachers.ts';
import { threadBudget } from '../../../electron/engine/runtime/threadBudget.ts';
import { HostLost } from '../../../electron/hosts/host.ts';
import { childrenOf, until } from '../../fixtures/cli.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { openTinyTeacher, prompt, sampling } from './openTinyTeacher.ts';

let folder: string;
let gguf: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-stepping-'));
  gguf = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(gguf);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Kibibytes of data that a process may have, Node's own included: the cache of 16 texts alone takes more. */
const SCARCE = 3_200_000;
/** Tokens of a text, whose cache takes 256 MB. */
const CONTEXT = 500_000;

async function scarce(sequences: number, context: number, kibibytes: number) {
  const script = fileURLToPath(new URL('../../fixtures/scarceTeacher.ts', import.meta.url));
  const limited = `ulimit -d ${kibibytes}; exec "$0" "$@"`;
  const args = [script, gguf, `${sequences}`, `${context}`];
  const { stdout } = await promisify(execFile)('bash', ['-c', limited, process.execPath, ...args]);
  return JSON.parse(stdout);
}

it('goes on with fewer texts at once where llama.cpp gets too little memory', async () => {
  const { rows, parallel, description, notes } = await scarce(16, CONTEXT, SCARCE);
  expect(rows).toBe(16);
  expect(parallel).toBeLessThan(16);
  expect(notes[0]).toBe(
    'Memory ran out with 1 process of 1 thread, each writing 16 texts at once, so the teacher goes on in ' +
      `1 process of 1 thread, each writing 8 texts at once: ${gguf}: there is too little memory for 16 texts ` +
      'at once of up to 500000 tokens beside the model (Failed to create context). Nothing that was recorded ' +
      'is lost, and calls in flight are repeated.',
  );
  expect(description).toContain('later, since memory ran out, in 1 process');
});

it('says what would fit where even one text is too much', async () => {
  const { name, message, notes } = await scarce(1, 100_000_000, SCARCE);
  expect(notes).toEqual([]);
  expect(name).toBe('OutOfMemory');
  expect(message).toContain('there is too little memory for a text of up to 100000000 tokens');
  expect(message).toMatch(/would fit|free some memory/);
});

it('takes a process that is killed twice for one that the system ended, and repeats its calls', async () => {
  const notes: string[] = [];
  const before = new Set(childrenOf(process.pid));
  const teacher = openSteppingTeachers(gguf, layoutNamed('2x1x1')!, {
    ...{ gpuLayers: 0, budget: threadBudget(2) },
    onNote: (sentence) => notes.push(sentence),
  });
  const write = () =>
    pMap([1, 2, 3, 4], (seed) => teacher.generate(prompt, { ...sampling(1500), seed }), {
      concurrency: 2,
    });
  const killer = (isDone: () => boolean) => {
    const timer = setInterval(() => {
      if (isDone()) return clearInterval(timer);
      for (const pid of childrenOf(process.pid)) if (!before.has(pid)) process.kill(pid, 'SIGKILL');
    }, 150);
    return timer;
  };
  const expected = await write();
  const first = killer(() => notes.length > 0);
  expect(await write()).toEqual(expected);
  clearInterval(first);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain('goes on in 1 process of 1 thread');
  expect(notes[0]).toContain('ended twice: its process ended by the signal SIGKILL');
  // no layout is smaller
  const second = killer(() => false);
  const lost = await write().catch((error: unknown) => error);
  clearInterval(second);
  teacher.stop();
  expect(lost).toBeInstanceOf(HostLost);
  expect((lost as Error).message).toContain('the teacher has no smaller layout');
});

it('one loss counts once, however many calls were in flight', async () => {
  const host = openTinyTeacher(gguf, { sequences: 4 });
  const write = () =>
    pMap([1, 2, 3, 4], (seed) => host.call('generate', prompt, { ...sampling(1500), seed }));
  try {
    await write();
    const first = host.pid!;
    const again = write();
    setTimeout(() => process.kill(first, 'SIGKILL'), 100);
    expect(await again).toHaveLength(4);
    await until(() => host.pid !== first, 1000);
  } finally {
    host.stop();
  }
});
