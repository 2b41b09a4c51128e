import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InputOutcome } from './damagedInputs.ts';

/** A reader that takes longer has hung. */
const LONGEST_MS = 10_000;

/** What an attack found, and how much it tried. */
export interface Findings {
  readonly counts: Record<string, number>;
  readonly findings: string[];
}

/**
 * Damages inputs of every reader in turn until the time is over, or `most` were tried.
 * @param duration milliseconds, from when the readers are loaded
 */
export async function attackReaders(
  seed: number,
  duration: number,
  most: number,
): Promise<Findings> {
  const counts: Record<string, number> = { inputs: 0 };
  const findings: string[] = [];
  let worker = await startWorker(seed);
  const deadline = performance.now() + duration;
  try {
    const turns = worker.readers.flatMap(({ name, weight }) => Array<string>(weight).fill(name));
    for (let i = 0; i < most && performance.now() < deadline; i++) {
      const reader = turns[i % turns.length]!;
      const outcome = await worker.tryOne(reader, i);
      counts.inputs!++;
      if (typeof outcome === 'string') {
        findings.push(`${reader} ${i}: ${outcome}`);
        worker = await startWorker(seed);
      } else if (outcome.end === 'fault') {
        findings.push(`${reader} ${i} (${outcome.how}): ${outcome.message}`);
      } else {
        const kind = `${reader} ${outcome.end}`;
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
    }
  } finally {
    worker.end();
  }
  return { counts, findings };
}

interface Worker {
  readonly readers: readonly { readonly name: string; readonly weight: number }[];
  /** @returns a sentence if the process hung or ended */
  tryOne(reader: string, i: number): Promise<InputOutcome | string>;
  end(): void;
}

async function startWorker(seed: number): Promise<Worker> {
  const home = mkdtempSync(path.join(tmpdir(), 'stillroom-torture-'));
  const child = fork(new URL('damagedInputs.ts', import.meta.url), [home, `${seed}`], {
    // temporary folders of its fixtures go with it
    env: { ...process.env, TMPDIR: home, STILLROOM_HOME: home, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('a reader refuses its whole input, see above');
  });
  const [{ readers }] = (await Promise.race([once(child, 'message'), ended])) as [
    Pick<Worker, 'readers'>,
  ];
  ended.catch(() => {});
  return {
    readers,
    tryOne: (reader, i) => answerOf(child, { reader, i }),
    end() {
      child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function answerOf(child: ChildProcess, question: object): Promise<InputOutcome | string> {
  const { promise, resolve } = Promise.withResolvers<InputOutcome | string>();
  const ended = (code: number | null, signal: string | null) =>
    resolve(`its process ended (${signal ?? code})`);
  const timer = setTimeout(() => {
    resolve(`it hung for ${LONGEST_MS / 1000} s`);
    child.kill('SIGKILL');
  }, LONGEST_MS);
  child.once('message', resolve as (message: unknown) => void);
  child.once('exit', ended);
  child.send(question);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off('exit', ended);
    child.removeAllListeners('message');
  }
}
