import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// All that tests put among the temporary files goes into one folder, which is removed with the last of them: a
// run of all suites leaves thousands of projects and gigabytes of models otherwise.

let folder: string | undefined;

export function setup(): void {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-tests-'));
  process.env.TMPDIR = folder;
}

export function teardown(): void {
  if (folder) rmSync(folder, { recursive: true, force: true });
}
