import { availableParallelism, cpus } from 'node:os';
import { forkHost, type Host } from '../../electron/hosts/host.ts';
import type { TeacherHost } from '../../electron/hosts/teacherHost.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import type { BenchmarkResult } from './run.ts';

const PAIRS = 5;
const ROWS = 12;

/**
 * Rows a minute of the deterministic teacher, one one-thread host for each core, against one
 * one-thread host: the same prompts, in turn, in one run.
 */
export async function teacher(): Promise<BenchmarkResult> {
  const model = await openModelStore().require('smollm2-135m-instruct', 'teacher');
  const hosts = Array.from({ length: availableParallelism() }, () =>
    openHost(Object.values(model.files)[0]!),
  );
  try {
    for (const host of hosts) await host.call('contextSize');
    await seconds([hosts[0]!], 2);
    await seconds(hosts, 2);
    const one: number[] = [];
    const all: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      one.push(await seconds([hosts[0]!], ROWS));
      all.push(await seconds(hosts, ROWS));
      process.stderr.write(
        `pair ${pair + 1}: one host ${one.at(-1)!.toFixed(2)} s, ${hosts.length} hosts ${all.at(-1)!.toFixed(2)} s\n`,
      );
    }
    const ratios = one.map((time, pair) => time / all[pair]!);
    return {
      name: 'teacher',
      ratios: { rowsAMinute: median(ratios) },
      medians: {
        oneHostSeconds: median(one),
        allHostsSeconds: median(all),
        rows: ROWS,
        hosts: hosts.length,
      },
      machine: { cpu: cpus()[0]?.model, cores: hosts.length, node: process.version },
    };
  } finally {
    for (const host of hosts) host.stop();
  }
}

function openHost(file: string): Host<TeacherHost> {
  return forkHost<TeacherHost>({
    title: 'the teacher',
    entry: new URL('../../electron/hosts/teacherHost.ts', import.meta.url),
    open: { name: 'open', args: [file, { contextSize: 4096, threads: 1 }] },
  });
}

async function seconds(hosts: readonly Host<TeacherHost>[], rows: number): Promise<number> {
  const since = performance.now();
  let next = 0;
  await Promise.all(
    hosts.map(async (host) => {
      while (next < rows) {
        const text = `Write a positive movie review in a single short sentence. Number ${next}.`;
        const sampling = { temperature: 0.9, topP: 0.9, maxTokens: 60, seed: next++, stop: [] };
        await host.call('generate', { text, chat: true }, sampling);
      }
    }),
  );
  return (performance.now() - since) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
