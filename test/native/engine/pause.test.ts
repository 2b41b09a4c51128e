import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../../electron/contract/report.ts';
import { childrenOf, isAlive, runCli, startCli, until } from '../../fixtures/cli.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-pause-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a run and waits until its teachers write. */
async function startRun(experiment: string) {
  const engine = startCli(['run', experiment], models);
  let err = '';
  engine.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => engine.once('close', resolve));
  await until(() => err.includes('s3/rationales/0/call-1/generate'), 20_000);
  return { engine, ended, output: () => err };
}

it('Ctrl-C pauses, leaves no process behind, and the same command goes on', async () => {
  const { experiment, project } = makeTinyExperiment(path.join(folder, 'paused'), { s3Rows: 200 });
  const { engine, ended, output } = await startRun(experiment);
  const hosts = childrenOf(engine.pid!);
  process.kill(-engine.pid!, 'SIGINT');
  expect(await ended).toBe(130);
  expect(output()).toMatch(/Paused\. Run the same command to resume\./);
  await until(() => !hosts.some(isAlive), 2000);
  expect((await runCli(['status', project], models)).out).toMatch(/^Run 1: paused/);
  const resumed = await runCli(['run', experiment, '--json'], models);
  expect(resumed.code, resumed.err).toBe(0);
  expect((JSON.parse(resumed.out) as Report).entries).toHaveLength(20);
});

/** An hour of the day in which it is not now. */
function anotherHour(): string {
  const hour = (later: number) => new Date(Date.now() + later * 3_600_000).getHours();
  const time = (later: number) => `${String(hour(later)).padStart(2, '0')}:00`;
  return `${time(2)}-${time(3)}`;
}

it.each(['SIGINT', 'SIGKILL'] as const)(
  'a run that waits for its hour says so, starts no teacher, and goes on after %s',
  async (signal) => {
    const { experiment } = makeTinyExperiment(path.join(folder, `waits-${signal}`));
    const engine = startCli(['run', experiment, '--when', anotherHour()], models);
    let err = '';
    engine.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => engine.once('close', resolve));
    await until(() => /Waiting until \d\d:00: runs work from/.test(err), 20_000);
    // those that checked the teacher before the run may still be ending
    await until(() => childrenOf(engine.pid!).length === 0, 2000);
    process.kill(-engine.pid!, signal);
    expect(await ended).toBe(signal === 'SIGINT' ? 130 : null);
    const resumed = await runCli(['run', experiment], models);
    expect(resumed.code, resumed.err).toBe(0);
  },
);

it('a host that is lost twice stops the run with its reason, and the run can be resumed', async () => {
  const { experiment, project } = makeTinyExperiment(path.join(folder, 'lost'), { s3Rows: 400 });
  const { engine, ended, output } = await startRun(experiment);
  const killed = new Set<number>();
  const killer = setInterval(() => {
    for (const pid of childrenOf(engine.pid!)) {
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
  }, 300);
  expect(await ended).toBe(1);
  clearInterval(killer);
  expect(killed.size).toBeGreaterThan(1);
  expect(output()).toMatch(/Stopped: .* ended twice: its process ended by the signal SIGKILL/);
  expect((await runCli(['status', project], models)).out).toMatch(/^Run 1: stopped/);
  const resumed = await runCli(['run', experiment], models);
  expect(resumed.code, resumed.err).toBe(0);
});
