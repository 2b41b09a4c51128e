import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedPoints } from '../../../electron/contract/learningCurve.ts';
import type { ReportEntry, YardstickKind } from '../../../electron/contract/report.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { KNOWN_LABELS, makeTinyModels } from '../../fixtures/tinyProject.ts';
import { tracedRun } from '../../fixtures/tracedRun.ts';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-equal-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('recipes are measured at the rows of the smallest, and at the tokens of the cheapest', async () => {
  const recipes = [
    '{ kind: fewgen, rows: 40, shots: 0 }',
    '{ kind: s3, rows: 20, rounds: 1 }',
    '{ kind: teacherLabels, rows: 30 }',
  ];
  const { report, database } = await tracedRun(path.join(folder, 'p'), models, recipes, {
    ...KNOWN_LABELS,
    more: 'equalSizes: on',
    student: ', labelsAndRows: mixed, labelGate: off',
  });
  try {
    const { entries } = report;
    const own = (name: string) => entries.filter(({ recipe }) => recipe === name).at(-1)!;
    const measured = (kind: YardstickKind) => entries.filter(({ yardstick }) => yardstick === kind);
    const ids = ['fewgen/zero-shot', 's3', 'teacherLabels'];
    const fewest = Math.min(...ids.map((id) => own(id).rows.kept));
    expect(measured('equalRows').map(({ rowsOf, rows }) => [rowsOf, rows.kept])).toEqual(
      ids.map((id) => [id, fewest]),
    );
    expect(measured('equalRows')[0]!.title).toBe('rows of FewGen zero-shot at equal rows');
    // what only labels passages has no tokens to be equal in
    const [cheap, dear] = [own('fewgen/zero-shot'), own('s3')].sort((a, b) => a.tokens - b.tokens);
    const atTokens = measured('equalTokens');
    expect(atTokens).toHaveLength(2);
    const kept = ({ recipe }: ReportEntry) =>
      atTokens.find(({ rowsOf }) => rowsOf === recipe)!.rows.kept;
    expect(kept(cheap!)).toBe(cheap!.rows.kept);
    expect(kept(dear!)).toBe(Math.floor((cheap!.tokens / dear!.tokens) * dear!.rows.kept));
    for (const { test } of [...measured('equalRows'), ...atTokens]) {
      expect(test!.n).toBe(20);
    }
    const [first, ...others] = measured('equalRows');
    const said = report.facts.filter((fact) =>
      fact.startsWith('At equal rows, FewGen zero-shot minus'),
    );
    // a student that says one label only is not compared
    const compared = first!.test!.only ? [] : others.filter(({ test }) => !test!.only);
    expect(said).toHaveLength(compared.length);
    for (const [i, { test }] of compared.entries()) {
      const difference = signedPoints(first!.test!.accuracy - test!.accuracy);
      expect(said[i]).toContain(`: ${difference} points (95% `);
      expect(said[i]).toContain(', paired bootstrap, n = 20).');
    }
    const trained = recordedKeys(database, { place: ['yardstick'], phase: 'train' });
    const usual = [
      'yardstick/seed-alone/train',
      'yardstick/validation-alone/train',
      'yardstick/seed-and-validation-alone/train',
      'yardstick/labels-and-fewgen-zero-shot/train',
      'yardstick/labels-and-s3/train',
      'yardstick/labels-and-teacherLabels/train',
    ];
    expect(trained).toEqual(expect.arrayContaining(usual));
    // the smallest and the cheapest are there already
    expect(trained).toHaveLength(usual.length + 5 - 2);
  } finally {
    database.close();
  }
});

it('one recipe has none to be compared with', async () => {
  const { report, database } = await tracedRun(
    path.join(folder, 'alone'),
    models,
    ['{ kind: fewgen, rows: 20, shots: 0 }'],
    { more: 'equalSizes: on' },
  );
  database.close();
  expect(report.entries.some(({ yardstick }) => yardstick === 'equalRows')).toBe(false);
});
