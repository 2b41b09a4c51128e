import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MeasuresPage, measureNames } from '../../electron/contract/measures.ts';
import { notTrained } from '../../electron/contract/notTrained.ts';
import type { Report } from '../../electron/engine/engine.ts';
import { type OpenSocket, openSockets } from '../../electron/engine/runtime/openSockets.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import { ownNetwork } from '../fixtures/ownNetwork.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = path.join(ROOT, 'electron/cli/stillroom.ts');
const PYTHON = process.env.STILLROOM_PYTHON ?? 'python3';

let folder: string;
let project: string;
let first: Watched;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-demo-'));
  project = path.join(folder, 'demo.stillroom');
  // the log of its processes is not the user's
  process.env.STILLROOM_HOME = folder;
  first = await watchedDemo();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demo, with real models and without a network', () => {
  it('runs both papers to their tables', () => {
    expect(first.code, first.err).toBe(0);
    const { entries } = JSON.parse(first.out) as Report;
    const recipes = entries.filter(({ recipe }) => recipe !== null);
    expect(recipes.map(({ title }) => title)).toEqual([
      'S3 seed only',
      'S3 after round 1',
      'S3 after round 2',
      'SynthesizRR zero-shot',
      'SynthesizRR RetrICL',
    ]);
    for (const { rows, tokens } of recipes) {
      const dropped = Object.values(rows.dropped).reduce((sum, n) => sum + n, 0);
      expect(rows.kept + dropped).toBeLessThanOrEqual(rows.generated);
      expect(rows.kept).toBeGreaterThan(rows.asked / 2);
      expect(tokens).toBeGreaterThan(rows.kept);
    }
    expect(entries.filter(({ yardstick }) => yardstick !== null)).toHaveLength(15);
    expect(entries.at(-1)?.test?.n).toBe(200);
  });

  it('trains every student that has labels, and those of labels alone as well as the frozen encoder allows', () => {
    const { entries } = JSON.parse(first.out) as Report;
    // a processor's arithmetic decides the rows: on one, those of SynthesizRR zero-shot taught one label
    const withLabels = entries.filter(
      ({ yardstick }) => yardstick !== null && yardstick !== undefined,
    );
    expect(withLabels.map(notTrained).filter((fault) => fault !== null)).toEqual([]);
    for (const { labels, test } of entries.filter(({ yardstick }) => yardstick === 'labelsAlone')) {
      const frozen = entries.find(
        (one) => one.yardstick === 'frozenEncoder' && one.labels === labels,
      );
      expect(test!.accuracy).toBeGreaterThan(frozen!.test!.accuracy - 0.03);
    }
  });

  it('compares labels with labels and rows on the same texts, and keeps no worse student', () => {
    const { verdict, comparison, entries } = JSON.parse(first.out) as Report;
    expect(verdict).toMatch(/^Your 120 labels alone: [\d.]+ of 100 test texts right\. /);
    const accuracyOf = (id: string) => entries.find((entry) => entry.id === id)!.test!.accuracy;
    const { labels, rows, kept, difference, n } = comparison!;
    expect(difference).toBeCloseTo(accuracyOf(rows) - accuracyOf(labels), 12);
    expect(n).toBe(200);
    expect(accuracyOf(kept)).toBeGreaterThanOrEqual(accuracyOf(labels));
  });

  it('has no internet socket at any look', () => {
    // every call of `socket` is watched in test/native/engine/network.test.ts
    expect(first.looks).toBeGreaterThan(10);
    expect(first.sockets).toEqual([]);
  });

  it('stays under 4 GiB for the whole process tree', () => {
    expect(first.peakBytes).toBeGreaterThan(2e8);
    expect(first.peakBytes).toBeLessThan(4 * 2 ** 30);
  });

  it('reuses every step when nothing changed, with the same report', async () => {
    const second = await watchedDemo();
    expect(second.code, second.err).toBe(0);
    expect(second.steps).toEqual(first.steps);
    expect(second.seconds).toBeLessThan(first.seconds / 10);
    const scores = (out: string) =>
      (JSON.parse(out) as Report).entries.map(({ id, test, rows }) => ({
        id,
        test,
        rows,
      }));
    expect(scores(second.out)).toEqual(scores(first.out));
  });

  it('measures its rows: every measure has figures, and none is NaN', () => {
    const run = ['measure', project, '--html', '--json'];
    const out = execFileSync(process.execPath, [CLI, ...run], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { panels, outdated } = JSON.parse(out) as MeasuresPage;
    expect(outdated).toEqual([]);
    expect(panels.map(({ name }) => name)).toEqual([...measureNames]);
    const figures = panels.flatMap(({ lines }) => lines.flatMap((line) => line.figures));
    // JSON has null in the place of NaN
    expect(figures.filter((one) => 'value' in one && one.value === null)).toEqual([]);
    expect(figures.filter((one) => 'value' in one).length).toBeGreaterThan(80);
    const page = readFileSync(path.join(project, 'exports', 'report.html'), 'utf8');
    expect(page).toContain('Your 120 labels alone');
  });

  it('exports a student that plain ONNX Runtime reads alike', () => {
    const to = path.join(folder, 'out');
    execFileSync(process.execPath, [CLI, 'export', project, '--to', to]);
    const texts = [
      'A warm, funny little film.',
      'It drags, and then it drags some more.',
      'x '.repeat(700),
    ];
    const list = path.join(folder, 'texts.jsonl');
    writeFileSync(list, texts.map((text) => JSON.stringify({ text })).join('\n'));
    expect(readdirSync(to)).toContain('kept');
    for (const recipe of readdirSync(to)) {
      const student = path.join(to, recipe, 'student');
      const ours = execFileSync(process.execPath, [CLI, 'predict', student, list], {
        encoding: 'utf8',
      })
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { logits: number[] }).logits);
      const theirs = onnxLogits(student, texts, 'model.onnx');
      expect(ours).toHaveLength(3);
      for (const [row, logits] of ours.entries()) {
        for (const [label, logit] of logits.entries()) {
          expect(Math.abs(logit - theirs[row]![label]!)).toBeLessThan(1e-4);
        }
      }
    }
  });

  it('exports students that say nearly the same in eight bits', () => {
    const database = openDatabase(path.join(project, 'project.db'));
    const texts = database.column<string>("SELECT text FROM gold WHERE split = 'test'");
    database.close();
    expect(texts).toHaveLength(200);
    const to = path.join(folder, 'out');
    for (const recipe of readdirSync(to)) {
      const said = ['model.onnx', 'model_quantized.onnx'].map((model) =>
        onnxLogits(path.join(to, recipe, 'student'), texts, model).map(([a, b]) => a! > b!),
      );
      const same = texts.filter((_, i) => said[0]![i] === said[1]![i]);
      expect(same.length, recipe).toBeGreaterThan(0.9 * texts.length);
    }
  });
});

/** Logits by Python's ONNX Runtime of a file in a student's folder. */
function onnxLogits(student: string, texts: readonly string[], model: string): number[][] {
  const list = path.join(folder, 'texts.json');
  writeFileSync(list, JSON.stringify(texts));
  const script = path.join(ROOT, 'test/fixtures/onnxLogits.py');
  const out = execFileSync(PYTHON, [script, student, list, model], { encoding: 'utf8' });
  return JSON.parse(out) as number[][];
}

interface Watched {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Internet sockets of the process tree, looked at twice a second. */
  readonly sockets: readonly OpenSocket[];
  readonly looks: number;
  readonly peakBytes: number;
  readonly seconds: number;
  /** The steps that the project has recorded at the end. */
  readonly steps: readonly { readonly id: number; readonly hash: string }[];
}

/** The demo, without a network where the system lets users do that; its sockets and memory watched. */
async function watchedDemo(): Promise<Watched> {
  // several texts at once: the demo's own layout, one at a time, takes twice as long to write its rows
  const layout = ['--teacher-layout', '2x8x1'];
  const demo = [process.execPath, CLI, 'demo', '--project', project, '--json', ...layout];
  const [first, ...rest] = [...ownNetwork(), ...demo];
  const child = spawn(first!, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk.toString();
  });
  const since = performance.now();
  let peakBytes = 0;
  let looks = 0;
  const sockets: OpenSocket[] = [];
  const watch = setInterval(() => {
    looks++;
    sockets.push(...(openSockets(child.pid) ?? []));
    peakBytes = Math.max(peakBytes, treeBytes(child.pid!));
  }, 500);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  clearInterval(watch);
  const seconds = (performance.now() - since) / 1000;
  const database = openDatabase(path.join(project, 'project.db'));
  const steps = database.all<{ id: number; hash: string }>('SELECT id, hash FROM steps');
  database.close();
  return { code, ...text, sockets, looks, peakBytes, seconds, steps };
}

/** Proportional memory of a process and all below it: pages that they share count once. */
function treeBytes(pid: number): number {
  try {
    const kib =
      /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? '0';
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
    return Number(kib) * 1024 + children.reduce((sum, child) => sum + treeBytes(Number(child)), 0);
  } catch {
    return 0;
  }
}
