// Long for its suite, because the real teacher writes, drafts and refines.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseItemName } from '../../electron/engine/journal/stepKey.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { type Database, openDatabase } from '../../native/sqlite/database.ts';
import { tokensIn, tracedRows } from '../fixtures/lineageTrace.ts';
import {
  type GenerationRow,
  rowsOf,
  runFile,
  stepValue,
  type TracedRun,
} from '../fixtures/tracedRun.ts';

/*
 * Options of the recipes that write from instructions, with the small real teacher on the demo's texts. Nothing is said
 * of how good the rows are.
 */

const DEMO = fileURLToPath(new URL('../../resources/demo/', import.meta.url));

let folder: string;
let run: Omit<TracedRun, 'database'>;
let database: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-real-options-'));
  const part = (split: string) =>
    `{ file: ${path.join(DEMO, 'gold', `${split}.jsonl`)}, text: text, label: label, sample: 6 }`;
  const films = readFileSync(path.join(DEMO, 'corpus/films.jsonl'), 'utf8').split('\n');
  writeFileSync(path.join(folder, 'films.jsonl'), films.slice(0, 40).join('\n'));
  const experiment = path.join(folder, 'experiment.yaml');
  writeFileSync(
    experiment,
    `project: options.stillroom
task:
  kind: text-classification
  prompts: sst2
  labels: { positive: what the reviewer liked about the movie, negative: what the reviewer disliked about the movie }
gold: { seed: ${part('seed')}, validation: ${part('validation')}, test: ${part('test')} }
corpus: [ { file: films.jsonl, text: text, title: title } ]
teacher: smollm2-135m-instruct
student: { model: all-minilm-l6-v2, method: head, labelsAndRows: off }
seed: 7
recipes:
  - { kind: fewgen, rows: 12, shots: 0, verbalized: 3 }
  - { kind: fewgen, rows: 6, shots: 2, refine: on }
  - { kind: attrprompt, rows: 6, values: 4, listedBy: documents, attributes: { genre: [drama], style: [dry, warm] } }
`,
  );
  run = await runFile(experiment, openModelStore().folder);
  database = openDatabase(path.join(folder, 'options.stillroom', 'project.db'));
});
afterAll(() => {
  database?.close();
  rmSync(folder, { recursive: true, force: true });
});

const keptOf = (recipe: string) =>
  run.report.entries.find((entry) => entry.recipe === recipe)!.rows.kept;

it('several texts in an answer: the grammar holds, and each row is a line of its call', () => {
  const calls = rowsOf<GenerationRow>(database, 'generations', 'fewgen/zero-shot/generate');
  expect(calls).toHaveLength(4);
  for (const { output } of calls) expect(output).toMatch(/^1\. \(0\.\d\d\) ./);
  const rows = tracedRows(database, 1, 'fewgen/zero-shot/clean');
  expect(rows.length).toBeGreaterThan(4);
  for (const { text, lineage, call } of rows) {
    const { line } = parseItemName(lineage.generation)!;
    expect(call.output.split('\n')[line! - 1]).toContain(text);
  }
  expect(keptOf('fewgen/zero-shot')).toBeGreaterThan(1);
});

it('drafts in raw text, each refined in a chat that shows it', () => {
  const drafts = rowsOf<GenerationRow>(database, 'generations', 'fewgen/few-shot/drafts/generate');
  expect(drafts.map(({ chat }) => chat)).toEqual(Array(6).fill(0));
  const rows = tracedRows(database, 1, 'fewgen/few-shot/clean');
  expect(rows).toHaveLength(6);
  for (const [i, { text, call }] of rows.entries()) {
    if (text === '') continue;
    expect(call.chat).toBe(1);
    expect(call.output).toContain(text);
    expect(call.prompt).toContain(drafts[i]!.output.trim().split('\n')[0]);
  }
  const entry = run.report.entries.find(({ recipe }) => recipe === 'fewgen/few-shot')!;
  expect(entry.tokens).toBe(tokensIn(database, 1, { place: ['fewgen', 'few-shot'] }));
});

it('subjects from documents: groups of real films, whose words the rows are about', () => {
  const found = stepValue<string[]>(database, 'attrprompt/attributed/subtopic/sift');
  expect(found.length).toBeGreaterThan(1);
  for (const { prompt } of rowsOf<GenerationRow>(
    database,
    'generations',
    'attrprompt/attributed/generate',
  )) {
    expect(found.some((value) => prompt.includes(`focus on '${value}'`))).toBe(true);
  }
});
