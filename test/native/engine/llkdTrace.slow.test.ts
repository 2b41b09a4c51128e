import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportProject } from '../../../electron/engine/engine.ts';
import { KNOWN_LABELS, makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  passagesOf,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

const ROWS = 12;
const POOL = 30;

interface Asked {
  readonly log: number;
  readonly tokens: number;
}

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-llkd-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const traced = (recipe: string): Promise<TracedRun> =>
  tracedRun(path.join(folder, 'p'), models, [recipe], KNOWN_LABELS);

/** The teacher's share of the first label of each judged passage, by hand, for two labels. */
function firstShares({ database }: TracedRun): number[] {
  const asked = database
    .column<string>(
      "SELECT value FROM items WHERE step = (SELECT id FROM steps WHERE key = 'llkd/classify') ORDER BY i",
    )
    .map((value) => JSON.parse(value) as [Asked, Asked][]);
  const leads = asked.map((orders) => orders.map(([a, b]) => a.log / a.tokens - b.log / b.tokens));
  const bias = [0, 1].map((o) => leads.reduce((sum, lead) => sum + lead[o]!, 0) / leads.length);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  return leads.map((orders) =>
    orders.reduce((sum, lead, o) => sum + sigmoid(lead - bias[o]!) / 2, 0),
  );
}

it('learns from passages that the teacher is sure of and the student of the seed set is not', async () => {
  const run = await traced(`{ kind: llkd, rows: ${ROWS}, pool: ${POOL} }`);
  const { database, report } = run;
  try {
    const shares = firstShares(run);
    expect(shares).toHaveLength(POOL);
    const student = stepValue<{ baban: number; vojon: number }[]>(database, 'llkd/labels/train');
    expect(student).toHaveLength(POOL);
    const texts = shares.map((share, i) => ({
      label: share >= 0.5 ? 'baban' : 'vojon',
      sure: Math.max(share, 1 - share),
      unsure: Math.min(student[i]!.baban, student[i]!.vojon),
    }));
    // how high each is among the texts of its label, in what it is lower
    const heights = texts.map((text) => {
      const own = texts.filter(({ label }) => label === text.label);
      const sure = own.filter(({ sure }) => sure <= text.sure).length;
      const unsure = own.filter(({ unsure }) => unsure <= text.unsure).length;
      return Math.min(sure, unsure) / own.length;
    });
    const examples = rowsOf<ExampleRow>(database, 'examples', 'llkd/clean');
    expect(examples).toHaveLength(ROWS);
    const passages = passagesOf(database);
    const chosen = examples.map(({ text, label, lineage }) => {
      const {
        generation,
        passage,
        shares: kept,
      } = JSON.parse(lineage) as {
        generation: string;
        passage: string;
        shares: Record<string, number>;
      };
      expect(passages.get(passage)).toBe(text);
      const item = /^llkd\/classify@[0-9a-f]{8}#(\d+)$/.exec(generation);
      const i = Number(item![1]);
      expect(label).toBe(texts[i]!.label);
      expect(kept.baban).toBeCloseTo(shares[i]!, 9);
      expect(kept.vojon).toBeCloseTo(1 - shares[i]!, 9);
      return i;
    });
    const others = texts.map((_, i) => i).filter((i) => !chosen.includes(i));
    const lowest = Math.min(...chosen.map((i) => heights[i]!));
    const highest = Math.max(...others.map((i) => heights[i]!));
    expect(lowest).toBeGreaterThanOrEqual(highest);
    expect(lowest).toBeLessThan(1);
    const entry = report.entries.find(({ recipe }) => recipe === 'llkd')!;
    expect(entry).toMatchObject({ humanLabels: 12, tokens: 0 });
    expect(entry.rows).toMatchObject({ asked: ROWS, generated: ROWS });
  } finally {
    database.close();
  }
});

it('exports the student of the rows, and not the one that was asked', async () => {
  const to = path.join(folder, 'out');
  await exportProject(path.join(folder, 'p', 'tiny.stillroom'), to);
  expect(existsSync(path.join(to, 'llkd', 'student', 'model.onnx'))).toBe(true);
});

it('says what a corpus lacks, and which label no chosen passage has', async () => {
  await expect(traced('{ kind: llkd, rows: 12, pool: 500 }')).rejects.toThrow(
    /llkd judges 500 passages \(pool\), and the corpus has \d+\. Set pool to that number or less/,
  );
  await expect(traced('{ kind: llkd, rows: 1, pool: 30 }')).rejects.toThrow(
    /^LLKD: of 30 passages 1 were chosen, none with the label (baban|vojon)\. Choose more passages/,
  );
});
