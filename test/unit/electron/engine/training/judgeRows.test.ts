import { expect, it } from 'vitest';
import type { FeaturedRow } from '../../../../../electron/engine/training/chooseUse.ts';
import { isContradicted, judgeRows } from '../../../../../electron/engine/training/judgeRows.ts';

const at = (x: number, label: number, ...parents: number[]): FeaturedRow => ({
  features: [x],
  label,
  parents,
});
const LABELS = [at(-2, 0), at(-1.5, 0), at(-1, 0), at(1, 1), at(1.5, 1), at(2, 1)];
const judge = (rows: readonly FeaturedRow[], teacher: readonly number[]) =>
  judgeRows(LABELS, rows, teacher, 2, ['test']);

it('a row is contradicted only if the labels and the teacher both give it another label', () => {
  const rows = [at(-1, 0), at(-1, 1), at(-1, 1), at(1, 0)];
  const judgements = judge(rows, [0, 1, 0, 0]);
  expect(judgements).toEqual([
    { byLabels: 0, byTeacher: 0 },
    { byLabels: 0, byTeacher: 1 },
    { byLabels: 0, byTeacher: 0 },
    { byLabels: 1, byTeacher: 0 },
  ]);
  expect(rows.map(({ label }, i) => isContradicted(label, judgements[i]!))).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

it('a label does not judge the row that was written from it', () => {
  // the only label at this place, in a feature of its own, and the row that was written from it
  const own = (label: number, ...parents: number[]): FeaturedRow => ({
    features: [0.5, 5],
    label,
    parents,
  });
  const labels = [...LABELS.map((one) => ({ ...one, features: [one.features[0]!, 0] })), own(0)];
  const byLabels = (row: FeaturedRow) => judgeRows(labels, [row], [1], 2, ['test'])[0]!.byLabels;
  expect(byLabels(own(0))).toBe(0);
  expect(byLabels(own(0, 6))).toBe(1);
});
