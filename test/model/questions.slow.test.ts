import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportProject, predictFile, type Report } from '../../electron/engine/engine.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import { tracedRows } from '../fixtures/lineageTrace.ts';
import { goldOf, runFile } from '../fixtures/tracedRun.ts';

/** Texts of our own, each with questions and their answers. */
const TEXTS: readonly (readonly [
  text: string,
  ...asked: readonly (readonly [string, string])[],
])[] = [
  [
    'The mill at Oakford was built in 1812 by Thomas Reed. It ground wheat until the river fell dry.',
    ['When was the mill built?', '1812'],
    ['Who built the mill?', 'Thomas Reed'],
    ['What did the mill grind?', 'wheat'],
  ],
  [
    'Every spring the village of Lund holds a fair. Farmers sell cheese, and children race on ponies.',
    ['Which village holds a fair?', 'Lund'],
    ['What do farmers sell at the fair?', 'cheese'],
    ['What do children race on?', 'ponies'],
  ],
  [
    'The lighthouse keeper, Anna Berg, lit the lamp at dusk. Ships saw its light from twelve miles away.',
    ['Who lit the lamp?', 'Anna Berg'],
    ['When was the lamp lit?', 'at dusk'],
    ['From how far did ships see the light?', 'twelve miles'],
  ],
  [
    'Copper was found on the north side of the hill. The mine closed after the flood of 1890.',
    ['What was found on the hill?', 'Copper'],
    ['When was the flood?', '1890'],
    ['On which side was copper found?', 'the north side'],
  ],
];

let folder: string;
let project: string;
let report: Report;
let notes: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-real-questions-'));
  project = path.join(folder, 'questions.stillroom');
  const rows = TEXTS.flatMap(([context, ...asked]) =>
    asked.map(([question, answer]) => JSON.stringify({ context, question, answer })),
  );
  const split = (name: string, at: number) =>
    writeFileSync(
      path.join(folder, `${name}.jsonl`),
      rows.filter((_, row) => row % 3 === at).join('\n'),
    );
  for (const [at, name] of ['seed', 'validation', 'test'].entries()) split(name, at);
  const part = (name: string) =>
    `{ file: ${name}.jsonl, context: context, text: question, label: answer }`;
  const experiment = path.join(folder, 'experiment.yaml');
  writeFileSync(
    experiment,
    `project: questions.stillroom
task: { kind: extractive-qa, prompts: adqa }
gold: { seed: ${part('seed')}, validation: ${part('validation')}, test: ${part('test')} }
teacher: smollm2-135m-instruct
student: { model: all-minilm-l6-v2, epochs: 4, leastSteps: 0, batch: 4, maxLength: 64, stride: 16 }
recipes:
  - { kind: s3, rows: 16, rounds: 1 }
  - { kind: s3WithoutEes, rows: 18 }
  - { kind: goldgen, rows: 10 }
`,
  );
  ({ report, notes } = await runFile(experiment, openModelStore().folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('writes questions to answers that stand in their texts, and measures a student on them', async () => {
  const to = path.join(folder, 'out');
  await exportProject(project, to);
  const rows = readFileSync(path.join(to, 's3/dataset.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.length).toBeGreaterThan(8);
  for (const { context, question, answers } of rows) {
    expect(question.split(' ').length).toBeGreaterThan(2);
    expect(context.slice(answers.answer_start[0]).startsWith(answers.text[0])).toBe(true);
  }
  const asking = rows.filter(({ question }) => question.includes('?'));
  expect(asking.length).toBeGreaterThan(rows.length / 2);
  const final = report.entries.find(({ recipe, test }) => recipe === 's3' && test);
  expect(final!.test).toMatchObject({ n: 4 });
  const answers = await predictFile(path.join(to, 's3/student'), path.join(folder, 'test.jsonl'), {
    context: 'context',
    text: 'question',
  });
  expect(answers.map((row) => 'answer' in row && row.context?.includes(row.answer))).toEqual(
    Array(4).fill(true),
  );
});

it('S3 without EES and GoldGen: each question from a call about its own text and answer', () => {
  const database = openDatabase(path.join(project, 'project.db'));
  try {
    const given = (context: string) => `Given a context: ${context} \n`;
    const alone = tracedRows(database, 1, { recipe: 's3WithoutEes', phase: 'clean' });
    expect(alone.slice(0, 16).map(({ text }) => text)).toEqual(
      tracedRows(database, 1, 's3/seed/clean').map(({ text }) => text),
    );
    for (const { context, text, label, call } of alone) {
      expect(call.prompt).toBe(
        `${given(context!)}${label} is the answer to the following question:`,
      );
      expect(call.output).toContain(text);
    }
    const asked = goldOf(database, 'validation').map(
      ({ context, text, label }) =>
        `${given(context!)}${label} is the answer to: ${text}.\nA question that has the same answer in the ` +
        'context is:',
    );
    const pass = tracedRows(database, 1, 'goldgen/pass-0/clean');
    expect(pass.map(({ call }) => call.prompt)).toEqual(asked);
    for (const { text, call } of tracedRows(database, 1, { recipe: 'goldgen', phase: 'clean' })) {
      expect(asked).toContain(call.prompt);
      expect(call.output).toContain(text);
    }
  } finally {
    database.close();
  }
});

it.each([
  ['s3WithoutEes', 'S3 without EES', 18, 4 + 4],
  ['goldgen', 'GoldGen', 10, 4],
])(
  '%s keeps the questions that were asked for, or says how many fewer',
  (recipe, title, rows, labels) => {
    const entry = report.entries.find((one) => one.recipe === recipe)!;
    const { kept } = entry.rows;
    const saysFewer = notes.some((note) =>
      note.startsWith(`${title}: ${kept} rows were kept, ${rows}`),
    );
    expect(saysFewer ? rows : kept).toBe(rows);
    expect(entry).toMatchObject({ humanLabels: labels, test: { n: 4 } });
  },
);
