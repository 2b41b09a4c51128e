import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportProject } from '../../../electron/engine/export/exportProject.ts';
import { exportReviewed } from '../../../electron/engine/export/exportReviewed.ts';
import { openProject } from '../../../electron/engine/project/project.ts';
import { auditOf, beginAudit } from '../../../electron/engine/review/audit.ts';
import { lineageOf } from '../../../electron/engine/review/lineageOf.ts';
import { rowsById } from '../../../electron/engine/review/review.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import { predictTexts } from '../../../electron/engine/use/predictTexts.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { asks, asksLike } from '../../fixtures/rtePrompts.ts';
import {
  makeTinyExperiment,
  makeTinyModels,
  type TinyOptions,
} from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  errorsOf,
  type GenerationRow,
  goldOf,
  rowsOf,
  runFile,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';
import { withoutUse } from '../../fixtures/withoutUse.ts';

const RTE: TinyOptions = {
  isOfPairs: true,
  prompts: 'rte',
  labels: ['entailment', 'not_entailment'],
};

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-pairs-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('S3 on pairs', () => {
  let run: TracedRun;
  let project: string;
  beforeAll(async () => {
    const at = path.join(folder, 'rte');
    project = path.join(at, 'tiny.stillroom');
    run = await tracedRun(
      at,
      models,
      [
        '{ kind: s3, rows: 24, rounds: 1 }',
        '{ kind: s3WithoutEes, rows: 30 }',
        '{ kind: goldgen, rows: 20 }',
      ],
      RTE,
    );
    run.database.close();
    run = { ...run, database: (await openProject(project, { create: false })).database };
  });
  afterAll(() => run.database.close());

  it('section 2.4: a premise of gold and a label are drawn, and the hypothesis is written', () => {
    const { database } = run;
    const premises = new Set(goldOf(database, 'seed').map(({ context }) => context));
    const calls = rowsOf<GenerationRow>(database, 'generations', 's3/seed/generate').slice(0, 24);
    const examples = rowsOf<ExampleRow>(database, 'examples', 's3/seed/clean');
    expect(recordedKeys(database, { place: ['s3', 'rationales'] })).toEqual([]);
    expect(examples).toHaveLength(24);
    for (const [i, { prompt, chat }] of calls.entries()) {
      const { context, label } = examples[i]!;
      expect(premises).toContain(context);
      expect(prompt).toBe(asks(context!, label));
      // the prompt ends in an open line
      expect(chat).toBe(0);
    }
    expect(new Set(examples.map(({ label }) => label)).size).toBe(2);
    expect(new Set(examples.map(({ context }) => context)).size).toBeGreaterThan(3);
  });

  it('Algorithm 3: each error gives one hypothesis more, on its own premise, with its label', () => {
    const { database } = run;
    const errors = errorsOf(database, 's3/round-0/train');
    const calls = rowsOf<GenerationRow>(database, 'generations', 's3/round-0/draw-0/generate');
    const examples = rowsOf<ExampleRow>(database, 'examples', 's3/round-0/draw-0/clean');
    expect(errors.length).toBeGreaterThan(0);
    expect(calls.map(({ prompt }) => prompt)).toEqual(
      errors.map(({ context, text, label }) => asksLike(context!, text, label)),
    );
    expect(examples.map(({ context, label }) => [context, label])).toEqual(
      errors.map(({ context, label }) => [context, label]),
    );
  });

  it('a student reads the hypothesis and then the premise, as in the repository', async () => {
    const { database } = run;
    const student = stepValue<{ folder: string; predictions: { test: string[] } }>(
      database,
      's3/final/train',
    );
    const test = goldOf(database, 'test');
    const at = path.join(project, student.folder);
    const pairs = test.map(({ context, text }) => [text, context!] as const);
    const predicted = await predictTexts(at, pairs, { threads: 1 });
    expect(predicted.map(({ label }) => label)).toEqual(student.predictions.test);
    expect(predicted[0]).toMatchObject({ context: test[0]!.context, text: test[0]!.text });
  });

  it('is measured beside the yardsticks, those of the frozen encoder on both texts', () => {
    const { report } = run;
    const yardsticks = report.entries.filter(({ yardstick }) => yardstick !== null);
    expect(yardsticks.map(({ title }) => withoutUse(title))).toEqual([
      'always "entailment"',
      'the teacher as classifier',
      'the teacher, not calibrated',
      'seed labels alone',
      'frozen encoder, seed labels',
      'validation labels alone',
      'frozen encoder, validation labels',
      'seed and validation labels alone',
      'frozen encoder, seed and validation labels',
      'labels + rows of S3',
      'frozen encoder, labels + rows of S3 (mixed)',
      'labels + rows of S3 without EES',
      'frozen encoder, labels + rows of S3 without EES (mixed)',
      'labels + rows of GoldGen',
      'frozen encoder, labels + rows of GoldGen (mixed)',
    ]);
    for (const { test } of yardsticks) expect(test?.n).toBe(20);
    expect(report.entries.find(({ recipe }) => recipe === 's3WithoutEes')!.rows.kept).toBe(30);
    expect(report.entries.find(({ recipe }) => recipe === 'goldgen')!.rows.kept).toBe(20);
  });

  it('reviewers see both texts, and the example behind them', () => {
    const { database } = run;
    syncRows(database);
    const ids = database.column<number>(
      "SELECT id FROM review_rows WHERE recipe = 's3' ORDER BY round DESC, id",
    );
    const [added, seeded] = [ids[0]!, ids.at(-1)!];
    for (const id of [added, seeded]) {
      const [row] = rowsById(database, [id]);
      expect(row!.context).toMatch(/\w+ \w+/);
      expect(lineageOf(database, id).gold?.context).toBe(row!.context);
    }
    beginAudit(database, 3, 'ada', randomStream('audit'));
    expect(auditOf(database)!.next!.context).toMatch(/\w+ \w+/);
  });

  it('exports hold both texts', async () => {
    const { database } = run;
    const opened = {
      database,
      folder: project,
      path: (...at: string[]) => path.join(project, ...at),
    };
    const labels = [
      { name: 'entailment', meaning: 'it follows' },
      { name: 'not_entailment', meaning: 'it does not' },
    ];
    for (const what of [
      'jsonl',
      'csv',
      'parquet',
      'labelStudio',
      'argilla',
      'huggingFace',
    ] as const) {
      const written = await exportReviewed(
        { ...opened, close: () => {} },
        { what, only: 'notRejected' },
        labels,
      );
      if (what === 'parquet') continue;
      const file = what === 'huggingFace' ? path.join(written.path, 'README.md') : written.path;
      expect(readFileSync(file, 'utf8').slice(0, 1500), what).toMatch(/"?context"?/);
    }
    database.close();
    const to = path.join(folder, 'out');
    await exportProject(project, to);
    const lines = readFileSync(path.join(to, 's3/dataset.jsonl'), 'utf8').trim().split('\n');
    for (const line of lines) {
      expect(Object.keys(JSON.parse(line)).slice(0, 4)).toEqual(['id', 'context', 'text', 'label']);
    }
  });
});

describe('what is refused by name', () => {
  const refuses = (recipe: string, options: TinyOptions) =>
    expect(tracedRun(path.join(folder, 'refused'), models, [recipe], options)).rejects;

  it.each([
    '{ kind: synthesizrr, variant: zero-shot, rows: 4 }',
    '{ kind: fewgen, rows: 4 }',
    '{ kind: teacherLabels, rows: 4 }',
  ])('a recipe for single texts on pairs: %s', async (recipe) => {
    const kind = /kind: (\w+)/.exec(recipe)![1];
    await refuses(recipe, RTE).toThrow(
      `recipes: ${kind} is for text-classification, and task.kind is text-pair-classification. For ` +
        'that there are s3, zerogen, sungen, progen, goldgen',
    );
  });

  it('a prompt set of another kind of task', async () => {
    await refuses('{ kind: s3, rows: 4 }', { ...RTE, prompts: 'generic' }).toThrow(
      'task.prompts: the prompt set generic is not for text-pair-classification. Choose one of: ' +
        'generic-pairs, qnli, rte.',
    );
    await refuses('{ kind: s3, rows: 4 }', { prompts: 'rte' }).toThrow(
      'the prompt set rte is not for text-classification',
    );
  });

  it('gold of pairs without a first text, and of texts with one', async () => {
    const at = path.join(folder, 'columns');
    const { experiment } = makeTinyExperiment(at, RTE);
    const text = readFileSync(experiment, 'utf8');
    const read = (change: (text: string) => string) => {
      writeFileSync(experiment, change(text));
      return expect(runFile(experiment, models)).rejects;
    };
    await read((all) => all.replace('context: premise, ', '')).toThrow(
      'gold.seed: a text-pair-classification has two texts, and context, the column of the first',
    );
    await read((all) =>
      all.replace('text-pair-classification', 'text-classification').replace(': rte', ': generic'),
    ).toThrow('gold.seed.context: a text-classification has one text. Leave context out');
    await read((all) => all.replace('context: premise', 'context: premiss')).toThrow(
      'there is no field "premiss"; the row has "premise", "text", "label"',
    );
  });
});
