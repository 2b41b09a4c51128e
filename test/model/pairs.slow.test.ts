import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { YardstickKind } from '../../electron/contract/report.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import type { ContinuationScore } from '../../models/teacher/teacher.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import { tokensIn, tracedRows } from '../fixtures/lineageTrace.ts';
import { asks, asksLike, RTE_WORDS } from '../fixtures/rtePrompts.ts';
import { errorsOf, goldOf, runFile, stepValue, type TracedRun } from '../fixtures/tracedRun.ts';

type Three = readonly [string, string, string];

/** Premises of our own, each with three sentences that follow from it and three that do not. */
const PREMISES: readonly (readonly [premise: string, follow: Three, doNot: Three])[] = [
  [
    'The bakery on Mill Street opens at six every morning and closes at noon on Sundays.',
    [
      'The bakery is open early in the day.',
      'On Sundays the bakery shuts at noon.',
      'There is a bakery on Mill Street.',
    ],
    [
      'The bakery opens in the afternoon.',
      'The bakery is closed all day on Sundays.',
      'Nobody bakes on Mill Street.',
    ],
  ],
  [
    'After the storm of 1953 the village moved its school from the harbour to the hill.',
    [
      'The school now stands on the hill.',
      'A storm came over the village in 1953.',
      'The school once stood at the harbour.',
    ],
    [
      'The school has always been on the hill.',
      'The storm of 1953 spared the village.',
      'The school was moved down to the harbour.',
    ],
  ],
  [
    'Marta repaired the old tractor herself, and it has run without trouble for two years.',
    [
      'The tractor works well.',
      'Marta can repair a tractor.',
      'The tractor was repaired two years ago or earlier.',
    ],
    [
      'A mechanic repaired the tractor for Marta.',
      'The tractor broke down last month.',
      'Marta bought a new tractor.',
    ],
  ],
  [
    'The museum lends its bicycles to visitors for free, but asks for a deposit of ten euros.',
    [
      'Visitors can borrow a bicycle.',
      'A deposit has to be paid for a bicycle.',
      'Borrowing a bicycle itself costs nothing.',
    ],
    [
      'The museum sells bicycles.',
      'No deposit is needed for a bicycle.',
      'Each ride costs ten euros.',
    ],
  ],
  [
    'Because the bridge was too narrow for buses, the town built a second one beside it.',
    [
      'The town has two bridges side by side.',
      'Buses could not cross the first bridge.',
      'A second bridge was built.',
    ],
    [
      'The town tore the old bridge down.',
      'Buses always used the first bridge.',
      'There is a single bridge in the town.',
    ],
  ],
  [
    'The choir has forty members, most of whom joined it as pupils of the music school.',
    [
      'The choir has more than thirty members.',
      'Many of the singers went to the music school.',
      'Some members joined as pupils.',
    ],
    [
      'The choir has ten members.',
      'No pupil ever joined the choir.',
      'All its members are teachers.',
    ],
  ],
  [
    'Rain fell for nine days, and the farmers could not bring in the hay before it rotted.',
    [
      'The hay was lost.',
      'It rained for more than a week.',
      'The hay rotted before it was brought in.',
    ],
    [
      'The farmers saved all of the hay.',
      'The days were dry and sunny.',
      'The hay was brought in before the rain.',
    ],
  ],
  [
    'The ferry to the island runs twice a day in summer and only on Fridays in winter.',
    [
      'In summer a ferry goes every day.',
      'In winter there is one day with a ferry.',
      'A ferry connects the island.',
    ],
    [
      'The ferry runs every day in winter.',
      'The island can be reached by bridge alone.',
      'In summer the ferry goes on Fridays only.',
    ],
  ],
];

const PREMISE_TEXTS = PREMISES.map(([premise]) => premise);
const LABELS = Object.keys(RTE_WORDS);

let folder: string;
let run: TracedRun;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-real-pairs-'));
  const part = (name: string, at: number) => {
    const rows = PREMISES.flatMap(([premise, follow, doNot]) => [
      { premise, text: follow[at], label: 'entailment' },
      { premise, text: doNot[at], label: 'not_entailment' },
    ]);
    writeFileSync(
      path.join(folder, `${name}.jsonl`),
      rows.map((row) => JSON.stringify(row)).join('\n'),
    );
    return `${name}: { file: ${name}.jsonl, context: premise, text: text, label: label }`;
  };
  const experiment = path.join(folder, 'experiment.yaml');
  writeFileSync(
    experiment,
    `project: pairs.stillroom
task:
  kind: text-pair-classification
  labels: { entailment: the second sentence follows from the first, not_entailment: it does not follow }
  prompts: rte
gold: { ${['seed', 'validation', 'test'].map(part).join(', ')} }
teacher: smollm2-135m-instruct
student: { model: all-minilm-l6-v2, epochs: 1, leastSteps: 0, batch: 8, maxLength: 64 }
seed: 3
recipes:
  - { kind: s3, rows: 16, rounds: 1 }
  - { kind: s3WithoutEes, rows: 20 }
  - { kind: goldgen, rows: 20 }
  - { kind: zerogen, rows: 16, shortestWords: 4 }
`,
  );
  const done = await runFile(experiment, openModelStore().folder);
  run = { ...done, database: openDatabase(path.join(folder, 'pairs.stillroom', 'project.db')) };
});
afterAll(() => {
  run?.database.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['s3/1', 's3', 16],
  ['s3WithoutEes/0', 's3WithoutEes', 16],
  ['goldgen/0', 'goldgen', 16],
  ['zerogen/0', 'zerogen', 0],
])(
  '%s: every hypothesis stands in its call, on a premise that it was given',
  (id, recipe, labels) => {
    const { database, report } = run;
    const rows = tracedRows(database, 1, { recipe, phase: 'clean' });
    for (const { context, text, call } of rows) {
      expect(PREMISE_TEXTS).toContain(context);
      expect(call.prompt).toContain(context);
      expect(call.output).toContain(text);
    }
    const kept = rows.filter(({ dropped_by }) => dropped_by === null);
    for (const label of LABELS) expect(kept.some((row) => row.label === label)).toBe(true);
    const entry = report.entries.find((one) => one.id === id)!;
    expect(entry.rows).toMatchObject({ generated: rows.length, kept: kept.length });
    expect(entry).toMatchObject({ humanLabels: labels, test: { n: 16 } });
  },
);

it('S3: an open line for the seed set, and one hypothesis more for each error, on its premise', () => {
  const { database } = run;
  for (const { context, label, call } of tracedRows(database, 1, 's3/seed/clean')) {
    expect(call).toMatchObject({ prompt: asks(context!, label), chat: 0 });
  }
  const errors = errorsOf(database, 's3/round-0/train');
  const rows = tracedRows(database, 1, 's3/round-0/draw-0/clean');
  expect(rows.map(({ lineage }) => lineage.error)).toEqual(
    errors.map(({ line }) => `validation:validation.jsonl:${line}`),
  );
  expect(rows.map(({ call }) => call.prompt)).toEqual(
    errors.map(({ context, text, label }) => asksLike(context!, text, label)),
  );
  const { tokens } = run.report.entries.findLast(({ recipe }) => recipe === 's3')!;
  // S3 without EES goes on from the same calls
  const seed = database.column<number>(
    "SELECT output_tokens FROM generations JOIN steps ON steps.id = step WHERE key = 's3/seed/generate' AND i < 16",
  );
  expect(tokens).toBe(
    seed.reduce((sum, n) => sum + n, 0) + tokensIn(database, 1, { recipe: 's3', round: 0 }),
  );
});

it('S3 without EES begins with S3’s rows, GoldGen takes every validation pair, and both keep what was asked', () => {
  const { database, report, notes } = run;
  const seed = tracedRows(database, 1, 's3/seed/clean').map(({ text }) => text);
  const alone = tracedRows(database, 1, { recipe: 's3WithoutEes', phase: 'clean' }).map(
    ({ text }) => text,
  );
  expect(alone.slice(0, 16)).toEqual(seed);
  const validation = goldOf(database, 'validation');
  const pass = tracedRows(database, 1, 'goldgen/pass-0/clean');
  expect(pass.map(({ call }) => call.prompt)).toEqual(
    validation.map(({ context, text, label }) => asksLike(context!, text, label)),
  );
  for (const [recipe, title] of [
    ['s3WithoutEes', 'S3 without EES'],
    ['goldgen', 'GoldGen'],
  ]) {
    const { kept } = report.entries.find((entry) => entry.recipe === recipe)!.rows;
    const saysFewer = notes.some((note) => note.startsWith(`${title}: ${kept} rows were kept, 20`));
    expect(saysFewer ? 20 : kept).toBe(20);
  }
});

it('ZeroGen: a premise of gold and each label in turn, up to the quote that closes', () => {
  const rows = tracedRows(run.database, 1, 'zerogen/clean');
  expect(rows.map(({ label }) => label)).toEqual(rows.map((_, i) => LABELS[i % 2]));
  for (const { context, text, label, lineage, call } of rows) {
    expect(call.prompt).toBe(
      `"${context}"\nBased on the above description, the following sentence is definitely ${RTE_WORDS[label]}: "`,
    );
    expect(lineage.contextOf).toMatch(/^seed:seed\.jsonl:\d+$/);
    expect(text).not.toContain('"');
  }
});

it('the teacher judges every validation and test pair, and one of the labels is its answer', () => {
  const { database, report } = run;
  const judged = database
    .column<string>(
      "SELECT items.value FROM items JOIN steps ON steps.id = step WHERE key = 'yardstick/teacher/classify' ORDER BY i",
    )
    .map((value) => JSON.parse(value) as ContinuationScore[]);
  expect(judged).toHaveLength(32);
  const likeliest = judged.map((scores) => {
    const logs = scores.map(({ log }) => log);
    return LABELS[logs.indexOf(Math.max(...logs))];
  });
  const test = goldOf(database, 'test');
  const right = test.filter(({ label }, row) => likeliest[16 + row] === label).length;
  const entryOf = (kind: YardstickKind) =>
    report.entries.find(({ yardstick }) => yardstick === kind)!;
  expect(entryOf('teacherUncalibrated').test).toMatchObject({ n: 16, accuracy: right / 16 });
  expect(entryOf('teacher').test!.n).toBe(16);
  const student = stepValue<{ predictions: { test: string[] } }>(database, 's3/final/train');
  expect(student.predictions.test).toHaveLength(16);
});
