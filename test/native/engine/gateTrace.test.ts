import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsById } from '../../../electron/engine/review/review.ts';
import { reviewViews } from '../../../electron/engine/review/reviewViews.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import type { Lineage } from '../../../electron/engine/steps/example.ts';
import { isContradicted, judgeRows } from '../../../electron/engine/training/judgeRows.ts';
import { classify, fitLogisticRegression } from '../../../models/student/logisticRegression.ts';
import { judgedRows } from '../../fixtures/judgedRows.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  goldOf,
  rowsOf,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

const LABELS = ['positive', 'negative'];
const RECIPE = 'synthesizrr/zero-shot';
const PLACE = 'yardstick/rows-of-synthesizrr-zero-shot';

let folder: string;
let run: TracedRun;
let kept: (ExampleRow & { readonly from: Lineage })[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-gate-'));
  run = await tracedRun(path.join(folder, 'p'), await makeTinyModels(folder), [
    '{ kind: synthesizrr, variant: zero-shot, rows: 16, upperCosine: 1, frame: raw }',
  ]);
  kept = rowsOf<ExampleRow>(run.database, 'examples', `${RECIPE}/clean`)
    .filter(({ dropped_by }) => dropped_by === null)
    .map((row) => ({ ...row, from: JSON.parse(row.lineage) as Lineage }));
});
afterAll(() => {
  run.database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The recorded vectors of an embedding's texts. */
function vectorsOf(key: string, texts: number): (i: number) => Float32Array {
  const chunks = run.database.column<Buffer>(
    'SELECT data FROM vectors WHERE step = (SELECT id FROM steps WHERE key = ?) ORDER BY i',
    key,
  );
  const all = new Float32Array(Uint8Array.from(Buffer.concat(chunks)).buffer);
  const width = all.length / texts;
  return (i) => all.subarray(i * width, (i + 1) * width);
}

it('records for each kept row which label the teacher gives it, calibrated', () => {
  const lead = run.database
    .column<string>(
      'SELECT value FROM items WHERE step = (SELECT id FROM steps WHERE key = ?) ORDER BY i',
      `${PLACE}/classify`,
    )
    .map((value) => JSON.parse(value) as { log: number; tokens: number }[])
    .map((row) => row.map(({ log, tokens }) => log / tokens))
    .map(([positive, negative]) => positive! - negative!);
  const mean = lead.reduce((sum, one) => sum + one, 0) / lead.length;
  expect(judgedRows(run.database).map(({ byTeacher }) => byTeacher)).toEqual(
    lead.map((one) => (one >= mean ? 'positive' : 'negative')),
  );
});

it('records which label a regression of the labels gives it that did not see its own', () => {
  const { database } = run;
  const labels = (['seed', 'validation'] as const).flatMap((split) =>
    goldOf(database, split).map((row) => ({ ...row, name: `${split}:train.jsonl:${row.line}` })),
  );
  const ofGold = vectorsOf('yardstick/gold/embed', labels.length + goldOf(database, 'test').length);
  const ofRows = vectorsOf(`${PLACE}/embed`, kept.length);
  const parents = kept.map(({ from }) => labels.findIndex(({ name }) => name === from.query));
  expect(parents).not.toContain(-1);
  const expected = judgeRows(
    labels.map(({ label }, i) => ({ features: ofGold(i), label: LABELS.indexOf(label) })),
    kept.map(({ label }, i) => ({
      features: ofRows(i),
      label: LABELS.indexOf(label),
      parents: [parents[i]!],
    })),
    kept.map(() => 0),
    LABELS.length,
    [5, 'gate'],
  );
  const judged = judgedRows(database);
  expect(judged.map(({ generation }) => generation)).toEqual(
    kept.map(({ from }) => from.generation),
  );
  expect(judged.map(({ byLabels }) => LABELS.indexOf(byLabels))).toEqual(
    expected.map(({ byLabels }) => byLabels),
  );
});

it('a regression of all labels and kept rows, mixed, stands beside the student of them', () => {
  const { database, report } = run;
  const labels = (['seed', 'validation'] as const).flatMap((split) => goldOf(database, split));
  const test = goldOf(database, 'test');
  const ofGold = vectorsOf('yardstick/gold/embed', labels.length + test.length);
  const ofRows = vectorsOf(`${PLACE}/embed`, kept.length);
  const model = fitLogisticRegression(
    [...labels.map((_, i) => ofGold(i)), ...kept.map((_, i) => ofRows(i))],
    [...labels, ...kept].map(({ label }) => LABELS.indexOf(label)),
    LABELS.length,
  );
  const right = test.filter(
    ({ label }, i) => LABELS[classify(model, ofGold(labels.length + i))] === label,
  );
  const entry = report.entries.find(
    ({ yardstick, rowsOf: of }) => yardstick === 'frozenEncoder' && of === RECIPE,
  )!;
  expect(entry.title).toBe('frozen encoder, labels + rows of SynthesizRR zero-shot (mixed)');
  expect(entry.test!.accuracy).toBeCloseTo(right.length / test.length, 12);
  expect(entry.rows.kept).toBe(labels.length + kept.length);
  expect(entry.humanLabels).toBe(labels.length);
});

it('leaves out what both contradict, and Review puts these rows first', () => {
  const { database, report } = run;
  const judged = judgedRows(database);
  const passed = kept.filter(({ label }, i) => !isContradicted(label, judged[i]!));
  const isWhole = LABELS.every((label) => passed.some((row) => row.label === label));
  const { rows: counted } = report.entries.find((entry) => entry.rowsOf === RECIPE)!;
  expect(counted.dropped.contradicted ?? 0).toBe(isWhole ? kept.length - passed.length : 0);
  syncRows(database);
  const views = reviewViews(database);
  const { view } = views.open({ cleaning: 'kept' }, 'doubted');
  const rows = rowsById(database, [...views.ids(view)]);
  const doubts = rows.map(
    ({ label, judged: said }) =>
      Number(said!.byLabels !== label) + Number(said!.byTeacher !== label),
  );
  expect(doubts).toEqual(doubts.toSorted((a, b) => b - a));
  expect(doubts.filter((n) => n === 2)).toHaveLength(kept.length - passed.length);
  expect(rows).toHaveLength(kept.length);
});
