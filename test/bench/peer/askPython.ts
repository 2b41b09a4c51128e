import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PYTHON } from './openPeer.ts';

export interface Answer<T> {
  /** What the package itself took. */
  readonly seconds: number;
  readonly found: T;
}

const SCRIPT = path.join(import.meta.dirname, 'measures.py');

/** What a package says, of input that is passed in a file. */
export function askPython<T>(question: string, input: object): Answer<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bench-measures-'));
  try {
    const file = path.join(folder, 'input.json');
    writeFileSync(file, JSON.stringify(input));
    const options = { encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, question, file], options);
    if (status !== 0) throw new Error(`${PYTHON} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as Answer<T>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
