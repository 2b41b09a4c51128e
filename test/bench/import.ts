import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInput } from '../../models/badInput.ts';
import { under } from './peer/bar.ts';
import type { BenchmarkResult } from './run.ts';

const GIGABYTES = Number(process.env.GIGABYTES ?? 5);
const REPEATS = Number(process.env.REPEATS ?? 3);
/** A large file is read in bounded memory: under a gibibyte for five gigabytes. */
const MOST_MEMORY = 2 ** 30;
/** The least speed, with that of Python's parsers as 1; they are written in C. */
const SLOWEST = { jsonl: 1, csv: 1 } as const;

const OURS = fileURLToPath(new URL('peer/readRowsOnce.ts', import.meta.url));
const PYTHON = fileURLToPath(new URL('peer/readRows.py', import.meta.url));

interface Reading {
  readonly rows: number;
  readonly seconds: number;
  /** Bytes. */
  readonly peak: number;
}

type Kind = keyof typeof SLOWEST;

/**
 * JSONL and CSV of GIGABYTES (5 by default), made on the spot, read row by row by the product and by
 * Python's json and csv, one after the other, REPEATS times.
 */
async function importFiles(): Promise<BenchmarkResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bench-import-'));
  try {
    const kinds = (['jsonl', 'csv'] as const).map((kind) => measure(folder, kind));
    return {
      name: 'import',
      ratios: Object.fromEntries(kinds.map(({ kind, ratio }) => [kind, round(ratio)])),
      medians: Object.fromEntries(
        kinds.map(({ kind, ours, theirs, peak }) => [
          kind,
          { ours, theirs, peakMB: peak / 2 ** 20 },
        ]),
      ),
      machine: { cpu: os.cpus()[0]!.model, cores: os.cpus().length, gigabytes: GIGABYTES },
      bars: kinds.flatMap(({ kind, ratio, peak }) => [
        under(`${kind}: peak memory`, peak / 2 ** 20, MOST_MEMORY / 2 ** 20, ' MB'),
        under(`${kind}: time, Python's as 1`, 1 / ratio, SLOWEST[kind]),
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, kind: Kind) {
  const file = path.join(folder, `rows.${kind}`);
  const rows = writeRows(file, kind);
  const ours: Reading[] = [];
  const theirs: Reading[] = [];
  for (let i = 0; i < REPEATS; i++) {
    ours.push(read(process.execPath, [OURS, file], rows));
    theirs.push(read('python3', [PYTHON, file, kind], rows));
  }
  rmSync(file);
  const [own, other] = [median(ours), median(theirs)];
  const peak = Math.max(...ours.map((reading) => reading.peak));
  console.error(
    `${kind}: ${rows.toLocaleString('en')} rows, ${own.toFixed(1)} s, Python ${other.toFixed(1)} s, ` +
      `peak ${(peak / 2 ** 20).toFixed(0)} MB`,
  );
  return { kind, ours: own, theirs: other, ratio: other / own, peak };
}

function writeRows(file: string, kind: Kind): number {
  const text = 'a warm and "gentle" film, about people who lose their way é '.repeat(10);
  const cell = `"${text.replaceAll('"', '""')}"`;
  const row = (i: number) =>
    kind === 'csv' ? `${cell},${i % 2}\n` : `${JSON.stringify({ text, label: String(i % 2) })}\n`;
  const block = Array.from({ length: 1000 }, (_, i) => row(i)).join('');
  const opened = openSync(file, 'w');
  let rows = 0;
  let size = writeSync(opened, kind === 'csv' ? 'text,label\n' : '');
  while (size < GIGABYTES * 1e9) {
    size += writeSync(opened, block);
    rows += 1000;
  }
  closeSync(opened);
  return rows;
}

function read(command: string, args: readonly string[], rows: number): Reading {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new BadInput(`${command} ended with ${status}: ${stderr}`);
  const reading = JSON.parse(stdout) as Reading;
  if (reading.rows !== rows) throw new Error(`${command} read ${reading.rows} of ${rows} rows`);
  return reading;
}

const median = (readings: readonly Reading[]) =>
  readings.map(({ seconds }) => seconds).toSorted((a, b) => a - b)[
    Math.floor(readings.length / 2)
  ]!;

const round = (value: number) => Number(value.toFixed(2));

// a function cannot have the name of the benchmark
export { importFiles as import };
