import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Diagnosis } from '../../../electron/contract/diagnosis.ts';
import { runCli } from '../../fixtures/cli.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-doctor-'));
  process.env.STILLROOM_HOME = path.join(folder, 'home');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells what is here, loads every native library, and finds nothing necessary missing', async () => {
  const { code, out, err } = await runCli(['doctor', '--json'], path.join(folder, 'models'));
  expect([code, err]).toEqual([0, '']);
  const diagnosis = JSON.parse(out) as Diagnosis;
  const { version, dependencies } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ) as { version: string; dependencies: Record<string, string> };
  expect(diagnosis.versions).toEqual({
    Stillroom: version,
    Node: process.versions.node,
    ...dependencies,
  });
  expect(diagnosis.models).toEqual([]);
  expect(diagnosis.modelsFolder).toBe(path.join(folder, 'models'));
  expect(diagnosis.logFile).toBe(path.join(folder, 'home', 'stillroom.log'));
  expect(diagnosis.sockets ?? []).toEqual([]);
  expect(diagnosis.cores).toBeGreaterThan(0);
  expect(diagnosis.freeDiskBytes).toBeGreaterThan(0);
  const sentences = diagnosis.findings.map(({ sentence }) => sentence);
  expect(sentences).toContainEqual(expect.stringMatching(/^No model is here yet/));
  expect(diagnosis.findings.filter(({ isNecessary }) => isNecessary)).toEqual([]);
  expect(readFileSync(diagnosis.logFile, 'utf8')).toContain('Start: command doctor.');
});

it('ends with 2 where something necessary is missing', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  process.env.STILLROOM_HOME = file;
  const { code, out } = await runCli(['doctor'], path.join(folder, 'models'));
  expect(code).toBe(2);
  expect(out).toContain(`Missing: The folder ${file} cannot be written`);
});
