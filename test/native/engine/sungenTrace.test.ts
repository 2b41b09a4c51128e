import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { parseItemName } from '../../../electron/engine/journal/stepKey.ts';
import { lineageOf } from '../../../electron/engine/review/lineageOf.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import type { Lineage } from '../../../electron/engine/steps/example.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { answerTo, scriptedModels } from '../../fixtures/scriptedModels.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  lookAt,
  rowsOf,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

interface TaughtRow {
  readonly text: string;
  readonly label: number;
  readonly weight?: number;
}

/*
 * A teacher that writes a quarter of its reviews with the other label's tone, an encoder that hears the tone
 * through noise, and a student that remembers what it was taught.
 */
const { script } = vi.hoisted(() => ({
  script: {
    answer: (_prompt: string, _seed: number): string => '',
    vector: (_text: string): readonly number[] => [],
    taught: [] as (readonly TaughtRow[])[],
  },
}));
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () => {
    const { student, ...hosts } = scriptedModels({
      answer: (prompt, seed) => script.answer(prompt, seed),
      vector: (text) => script.vector(text),
    });
    const call = (name: string, ...args: readonly unknown[]): unknown => {
      if (name === 'train') script.taught.push((args[0] as { train: TaughtRow[] }).train);
      return Reflect.apply(student.call, student, [name, ...args]);
    };
    return { ...hosts, student: { call } };
  },
}));

function review(prompt: string, seed: number): string {
  const words = answerTo(prompt, seed);
  const asked = /in (positive|negative) sentiment/.exec(prompt)?.[1];
  if (!asked) return words;
  const isWrong = randomStream('tone', prompt, seed).below(4) === 0;
  return `${(asked === 'positive') === isWrong ? 'drab' : 'fine'} ${words}`;
}

const toneOf = (text: string) => (text.startsWith('fine') ? 'positive' : 'negative');

/** Eight halves and quarters of whole numbers, of which the first two say the tone. */
function hear(text: string): number[] {
  const random = randomStream('noise', text);
  const tone = toneOf(text) === 'positive' ? [1, 0] : [0, 1];
  return [...tone, 0, 0, 0, 0, 0, 0].map((value) => (value + random.below(3) / 4) / 2);
}

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-sungen-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  script.answer = review;
  script.vector = hear;
  script.taught = [];
});

async function traced(
  name: string,
  recipes: readonly string[],
  look: (run: TracedRun) => void,
): Promise<void> {
  await lookAt(
    tracedRun(path.join(folder, name), models, recipes, {
      student: ', labelsAndRows: off',
    }),
    look,
  );
}

const weightIn = ({ lineage }: ExampleRow) => (JSON.parse(lineage) as Lineage).weight;
const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;
const taught = (texts: number) => script.taught.find(({ length }) => length === texts);

it("weighs ZeroGen's rows by how far the others bear out their labels, and teaches them by weight", async () => {
  await traced('weighted', ['{ kind: sungen, rows: 120, shortestWords: 3 }'], (run) => {
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'sungen/weighted/clean');
    const kept = rows.filter(({ dropped_by }) => dropped_by === null);
    expect(kept.length).toBeGreaterThan(100);
    for (const row of rows) expect(weightIn(row) !== undefined).toBe(row.dropped_by === null);
    const isWrong = ({ text, label }: ExampleRow) => toneOf(text) !== label;
    const right = kept.filter((row) => !isWrong(row)).map((row) => weightIn(row)!);
    const wrong = kept.filter(isWrong).map((row) => weightIn(row)!);
    expect(wrong.length).toBeGreaterThan(15);
    expect(mean(wrong)).toBeLessThan(mean(right) / 3);
    const lessons = taught(kept.length)!;
    for (const label of ['positive', 'negative']) {
      const own = kept.filter((row) => row.label === label);
      const average = mean(own.map((row) => weightIn(row)!));
      for (const row of own) {
        const { weight } = lessons.find(({ text }) => text === row.text)!;
        expect(weight).toBeCloseTo(weightIn(row)! / average, 12);
      }
    }
    const { generation } = JSON.parse(kept[0]!.lineage) as Lineage;
    expect(parseItemName(generation)?.key).toBe('zerogen/generate');
    expect(run.notes).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^SunGen: with their weights ${kept.length} rows are worth \\d+ of equal weight\\.$`,
        ),
      ),
    );
    const entry = run.report.entries.find(({ recipe }) => recipe === 'sungen/weighted')!;
    expect(entry).toMatchObject({ humanLabels: 0, title: 'SunGen' });
    syncRows(run.database);
    const first = run.database.get<{ id: number }>(
      'SELECT id FROM review_rows WHERE text = ?',
      kept[0]!.text,
    )!;
    expect(lineageOf(run.database, first.id).weight).toBe(weightIn(kept[0]!));
  });
});

it('keeps the largest weights of each label, which then count alike; the others are of low weight', async () => {
  const recipes = ['weighted', 'selected'].map(
    (use) => `{ kind: sungen, use: ${use}, share: 0.4, rows: 120, shortestWords: 3 }`,
  );
  await traced('selected', recipes, (run) => {
    const all = rowsOf<ExampleRow>(run.database, 'examples', 'sungen/weighted/clean');
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'sungen/selected/clean');
    expect(rows.map(weightIn)).toEqual(all.map(weightIn));
    for (const label of ['positive', 'negative']) {
      const own = rows.filter((row) => row.label === label && weightIn(row) !== undefined);
      const kept = own.filter(({ dropped_by }) => dropped_by === null);
      const leftOut = own.filter(({ dropped_by }) => dropped_by === 'lowWeight');
      expect(kept.length).toBe(Math.ceil(0.4 * own.length));
      expect(kept.length + leftOut.length).toBe(own.length);
      expect(Math.min(...kept.map((row) => weightIn(row)!))).toBeGreaterThanOrEqual(
        Math.max(...leftOut.map((row) => weightIn(row)!)),
      );
      for (const { text } of kept) expect(toneOf(text)).toBe(label);
    }
    const kept = rows.filter(({ dropped_by }) => dropped_by === null);
    for (const { weight } of taught(kept.length)!) expect(weight).toBeUndefined();
    const entry = run.report.entries.find(({ recipe }) => recipe === 'sungen/selected')!;
    expect(entry.rows.dropped.lowWeight).toBe(
      rows.filter(({ dropped_by }) => dropped_by === 'lowWeight').length,
    );
    // the second recipe asks for nothing and weighs nothing again
    const steps = run.database.all<{ key: string }>(
      "SELECT key FROM steps WHERE key IN ('zerogen/generate', 'sungen/sift')",
    );
    expect(steps).toHaveLength(2);
  });
});

it('names the way out of too few rows, asked for or kept, and of weights on few rows', async () => {
  const ask = (name: string, settings: string) =>
    traced(name, [`{ kind: sungen, shortestWords: 3, ${settings} }`], () => {});
  await expect(ask('asked', 'rows: 19')).rejects.toThrow(
    'recipes: sungen weighs rows against each other, for which 19 rows are too few. Ask for 20 or more.',
  );
  script.answer = (prompt, seed) => (seed % 2 === 0 ? '"' : review(prompt, seed));
  await expect(ask('kept', 'rows: 24')).rejects.toThrow(
    /^SunGen: cleaning kept \d+ rows, and fewer than 20 cannot be weighed against each other\. Ask for more rows/,
  );
  script.answer = review;
  await expect(ask('few', 'rows: 40, iterations: 1000')).rejects.toThrow(
    /^SunGen: with their weights the \d+ rows of (positive|negative) are worth \d of equal weight, since a few .+ Set iterations lower/,
  );
});
