import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../../electron/contract/report.ts';
import { openProject } from '../../../../electron/engine/project/project.ts';
import { temporaryFolder } from '../../models/catalog/tinyFiles.ts';

const STILLROOM = fileURLToPath(new URL('../../../../electron/cli/stillroom.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder to work in, and the command line as a process of its own there, without any model. */
export function commandLine() {
  const folder = temporaryFolder();
  const env = {
    PATH: process.env.PATH,
    HOME: path.join(folder, 'home'),
    STILLROOM_MODELS: path.join(folder, 'models'),
    // a start costs half as much
    NODE_COMPILE_CACHE: path.join(tmpdir(), 'stillroom-compile-cache'),
  };
  return {
    folder,
    file(name: string, content: string | Uint8Array): string {
      writeFileSync(path.join(folder, name), content);
      return name;
    },
    run: (...args: readonly string[]) =>
      new Promise<Ended>((resolve, reject) => {
        const child = spawn(process.execPath, [STILLROOM, ...args], { cwd: folder, env });
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (chunk) => (stdout += chunk));
        child.stderr.on('data', (chunk) => (stderr += chunk));
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, stdout, stderr }));
      }),
  };
}

export const REPORT: Report = {
  verdict: 'The best student is right on 72 of 100 test texts.',
  entries: [
    {
      id: 's3/0',
      title: 'S3 seed only',
      recipe: 's3',
      yardstick: null,
      rowsOf: null,
      labels: null,
      round: 0,
      humanLabels: 80,
      rows: { asked: 3, generated: 3, dropped: { tooShort: 1 }, kept: 2 },
      emptyQueries: 0,
      validation: null,
      test: { n: 100, accuracy: 0.72, ci95: [0.625, 0.799], f1: 0.71 },
      tokens: 60,
      seconds: 3,
    },
  ],
  phases: [{ phase: 'generate', seconds: 3 }],
  facts: ['Teacher tiny.'],
};

/** A project with one run of S3, two of its three rows kept, as the engine leaves it. */
export async function finishedProject(folder: string, facts: Report | null = REPORT) {
  const project = await openProject(folder, { create: true });
  const { database } = project;
  const run = database.run(
    `INSERT INTO runs (experiment, state, seconds, facts) VALUES ('{"recipes":[]}', 'done', 3, ?)`,
    facts && JSON.stringify(facts),
  ).lastId;
  const step = database.run(
    "INSERT INTO steps (key, hash, value, seconds) VALUES ('s3/seed/clean', 'abcdef0123456789', '1', 3)",
  ).lastId;
  database.run('INSERT INTO run_steps VALUES (?, ?, 0, 1)', run, step);
  for (const [i, [text, droppedBy]] of [
    ['Fine.', null],
    ['No', 'tooShort'],
    ['Bad.', null],
  ].entries()) {
    database.run(
      `INSERT INTO examples (step, i, text, label, dropped_by, lineage)
       VALUES (?, ?, ?, 'pos', ?, ?)`,
      step,
      i,
      text!,
      droppedBy!,
      JSON.stringify({ generation: `g#${i}` }),
    );
  }
  return project;
}
