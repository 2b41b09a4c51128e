import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../../models/randomStream.ts';
import { runCli } from '../fixtures/cli.ts';
import { exportedBytes } from '../fixtures/surviveKills.ts';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import type { Findings } from './mutations.ts';

const CLI = fileURLToPath(new URL('../../electron/cli/stillroom.ts', import.meta.url));
const RECIPES = ['s3', 'synthesizrr-zero-shot', 'synthesizrr-retricl'];
/** Longer than a run of the tiny models under any limit. */
const LONGEST_MS = 120_000;

/**
 * Runs and exports under a limit on the size of files, as on a disk that is full, or on the number of
 * open files, then once without, until the time is over or `most` were made. Each must end in a
 * sentence, and what is resumed must be what an unlimited run makes.
 * @param duration milliseconds, from when there is something to limit
 */
export async function attackByLimits(
  seed: number,
  duration: number,
  most: number,
): Promise<Findings> {
  const home = mkdtempSync(path.join(tmpdir(), 'stillroom-limits-'));
  process.env.STILLROOM_HOME = home;
  const counts: Record<string, number> = { limits: 0 };
  const findings: string[] = [];
  const random = randomStream(`limits ${seed}`);
  try {
    const models = await makeTinyModels(home);
    const whole = makeTinyExperiment(path.join(home, 'whole'));
    assert.equal((await runCli(['run', whole.experiment], models)).code, 0);
    const expected = await exportedBytes(models, whole.project, path.join(home, 'exp'), RECIPES);
    const deadline = performance.now() + duration;
    for (let i = 0; counts.limits! < most && performance.now() < deadline; i++) {
      const limit = limitOf(random.uniform(), i);
      const folder = path.join(home, `limited-${i}`);
      const { experiment, project } = makeTinyExperiment(folder);
      const to = path.join(folder, 'out');
      const args = i % 3 === 2 ? ['export', whole.project, '--to', to] : ['run', experiment];
      const end = await limited(limit, args, models);
      counts.limits!++;
      counts[`ended with ${end.code}`] = (counts[`ended with ${end.code}`] ?? 0) + 1;
      try {
        // a host that cannot start stops the run with its reason
        const isStopped = end.code === 1 && /Stopped: /.test(end.err);
        assert.ok(
          end.code === 0 || end.code === 2 || isStopped,
          `ended with ${end.code}: ${end.err}`,
        );
        const from = i % 3 === 2 ? whole.project : project;
        if (i % 3 !== 2) {
          const resumed = await runCli(['run', experiment], models);
          assert.equal(resumed.code, 0, resumed.err);
        }
        assert.deepEqual(await exportedBytes(models, from, to, RECIPES), expected);
      } catch (error) {
        findings.push(`${args[0]} under ulimit ${limit}: ${(error as Error).message}`);
      }
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return { counts, findings };
}

/** Sizes of files from 4 KiB to 4 MiB; every fourth limits the open files. */
function limitOf(share: number, i: number): string {
  if (i % 4 === 3) return `-n ${Math.round(20 + share * 40)}`;
  return `-f ${Math.round(4 * 2 ** (share * 10))}`;
}

async function limited(
  limit: string,
  args: readonly string[],
  models: string,
): Promise<{ code: number | null; err: string }> {
  const command = ['-c', `ulimit ${limit} && exec "$0" "$@"`, process.execPath, CLI, ...args];
  const child = spawn('bash', command, {
    env: { ...process.env, STILLROOM_MODELS: models },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err = (err + chunk.toString()).slice(-1500);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })));
}
