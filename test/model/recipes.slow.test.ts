// Long, because all of these recipes share one run of the real models, which takes minutes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportEntry } from '../../electron/contract/report.ts';
import { readExperiment, runExperiment } from '../../electron/engine/engine.ts';
import { wordsOf } from '../../electron/engine/measures/wordsOf.ts';
import { countReviewed, reviewedRows } from '../../electron/engine/recipes/reviewed.ts';
import { act } from '../../electron/engine/review/review.ts';
import { syncRows } from '../../electron/engine/review/syncRows.ts';
import { parseList } from '../../electron/engine/steps/parseOutput.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import type { ContinuationScore } from '../../models/teacher/teacher.ts';
import { type Database, openDatabase } from '../../native/sqlite/database.ts';
import { tokensIn, tracedRows } from '../fixtures/lineageTrace.ts';
import { recordedKeys } from '../fixtures/recordedKeys.ts';
import {
  type ExampleRow,
  errorsOf,
  type GenerationRow,
  type GoldRow,
  goldOf,
  passagesOf,
  rowsOf,
  runFile,
  stepValue,
  type TracedRun,
} from '../fixtures/tracedRun.ts';

/*
 * Every recipe for single texts with the small real models, on the demo's texts. Nothing is said of how
 * good they are: another machine's arithmetic may write other words.
 */

const DEMO = fileURLToPath(new URL('../../resources/demo/', import.meta.url));

const RECIPES = [
  '{ kind: s3WithoutEes, rows: 16 }',
  '{ kind: goldgen, rows: 20 }',
  '{ kind: synthesizrr, variant: non-retricl, rows: 16, seedShots: 4, expansion: 5, passageTokens: 80, frame: raw }',
  '{ kind: synthesizrr, variant: retricl, rows: 16, shots: 2, retrieval: bm25, passageTokens: 80, frame: raw }',
  '{ kind: synthesizrr, variant: zero-shot, rows: 16, retrieval: random, passageTokens: 80 }',
  '{ kind: fewgen, rows: 16, shots: 0, frame: raw }',
  '{ kind: fewgen, rows: 16, shots: 3, frame: raw }',
  '{ kind: zerogen, rows: 24 }',
  '{ kind: attrprompt, rows: 24, values: 4 }',
  '{ kind: teacherLabels, rows: 20, passageTokens: 80 }',
  '{ kind: llkd, rows: 10, pool: 20, passageTokens: 80 }',
  '{ kind: hybrid, rows: 16, rounds: 1, shots: 2, retrieval: bm25, passageTokens: 80, frame: raw }',
];

/** A seed set that the teacher writes, rows of which some are drawn, rows that are weighed, and rows that are shown. */
const LATER = [
  '{ kind: synthesizrr, variant: zero-shot, rows: 16, bootstrap: 6, bootstrapExamples: 3, passageTokens: 80, frame: raw }',
  '{ kind: fewgen, rows: 16, shots: 3, subsample: 8, frame: raw }',
  '{ kind: sungen, rows: 40, shortestWords: 3 }',
  '{ kind: progen, rows: 40, firstMilestone: 24, shots: 2, shortestWords: 3 }',
];

const TEST = 24;
const LABELS = ['positive', 'negative'];
const MEANINGS: Readonly<Record<string, string>> = {
  positive: 'what the reviewer liked about the movie',
  negative: 'what the reviewer disliked about the movie',
};

/** The prompts of `prompts/sst2.yaml`, written out by hand. */
const rewriteAsks = (label: string) =>
  `Write a single sentence from a review which discusses ${MEANINGS[label]}. Include relevant details ` +
  'about the movie which are mentioned above. The review should only be a single short sentence. Add very ' +
  'minor typos.\nReview:';
const fewgenAsks = (label: string) =>
  `Write a single sentence from a review which discusses ${MEANINGS[label]}. Include relevant details ` +
  'about the movie. The review should only be a single short sentence. Add very minor typos.\nReview:';
const inChat = (asks: string) =>
  asks.replace(
    '\nReview:',
    ' Write it as the reviewer, in the first person. Reply with the review only.',
  );
const similarTo = (label: string, text: string) =>
  `Write a ${label} movie review in a single short sentence similar to: \n${text}`;

let folder: string;
let first: TracedRun;
let database: Database;

function writeExperiment(recipes: readonly string[], more = ''): string {
  const part = (split: string, sample: number) =>
    `${split}: { file: ${path.join(DEMO, 'gold', `${split}.jsonl`)}, text: text, label: label, sample: ${sample} }`;
  const file = path.join(folder, 'experiment.yaml');
  writeFileSync(
    file,
    `project: recipes.stillroom
task: { kind: text-classification, prompts: sst2, labels: { positive: ${MEANINGS.positive}, negative: ${MEANINGS.negative} } }
gold:
  ${part('seed', 16)}
  ${part('validation', 16)}
  ${part('test', TEST)}
corpus: [ { file: ${path.join(DEMO, 'corpus/films.jsonl')}, text: text, title: title } ]
teacher: smollm2-135m-instruct
student: { model: all-minilm-l6-v2, epochs: 1, leastSteps: 0, batch: 8, maxLength: 64 }
seed: 7
${more}
recipes:
${recipes.map((recipe) => `  - ${recipe}\n`).join('')}`,
  );
  return file;
}

/** Runs recipes in the project of this file, whose database is open between runs. */
async function runHere(recipes: readonly string[], more = ''): Promise<TracedRun> {
  database?.close();
  const run = await runFile(writeExperiment(recipes, more), openModelStore().folder);
  database = openDatabase(path.join(folder, 'recipes.stillroom', 'project.db'));
  return { ...run, database };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-real-recipes-'));
  first = await runHere(RECIPES);
});
afterAll(() => {
  database?.close();
  rmSync(folder, { recursive: true, force: true });
});

const entryOf = ({ report }: TracedRun, id: string) =>
  report.entries.find((entry) => entry.id === id)!;
const countOf = (rows: readonly { readonly label: string }[], label: string) =>
  rows.filter((row) => row.label === label).length;
const goldNamed = (split: 'seed' | 'validation', name: string): GoldRow =>
  goldOf(database, split).find(({ line }) => name === `${split}:${split}.jsonl:${line}`)!;
/** The validation examples that a round's student gets wrong, as lineages name them. */
const errorNames = (training: string) =>
  errorsOf(database, training).map(({ line }) => `validation:validation.jsonl:${line}`);

/** The texts that shots in App. H's layout show as answers. */
const answersIn = (blocks: readonly string[]) =>
  blocks.map((block) => /(?:^|\n)Review: (.*)$/.exec(block)?.[1]);

it.each([
  [
    's3WithoutEes/0',
    's3WithoutEes',
    16,
    [
      ['s3', 'rationales'],
      ['s3', 'seed'],
    ],
  ],
  ['goldgen/0', 'goldgen', 16, [['goldgen']]],
  ['synthesizrr/non-retricl/0', 'synthesizrr/non-retricl', 16, [['synthesizrr', 'non-retricl']]],
  ['synthesizrr/retricl/0', 'synthesizrr/retricl', 16, [['synthesizrr', 'retricl']]],
  ['synthesizrr/zero-shot/0', 'synthesizrr/zero-shot', 16, [['synthesizrr', 'zero-shot']]],
  ['fewgen/zero-shot/0', 'fewgen/zero-shot', 0, [['fewgen', 'zero-shot']]],
  ['fewgen/few-shot/0', 'fewgen/few-shot', 6, [['fewgen', 'few-shot']]],
  ['zerogen/0', 'zerogen', 0, [['zerogen']]],
  ['attrprompt/attributed/0', 'attrprompt/attributed', 0, [['attrprompt', 'attributed']]],
  ['hybrid/1', 'hybrid', 32, [['synthesizrr', 'retricl'], ['hybrid']]],
])(
  '%s: every row stands in its call, and the report counts what is recorded',
  (id, recipe, labels, places) => {
    const rows = tracedRows(database, 1, { recipe, phase: 'clean' });
    const kept = rows.filter(({ dropped_by }) => dropped_by === null);
    for (const { text, call } of rows) expect(call.output).toContain(text);
    for (const { text } of kept) {
      expect(wordsOf(text).length).toBeGreaterThan(2);
      // a block of the prompt that was written on is cut off
      if (/^(synthesizrr|hybrid|fewgen)/.test(id)) expect(text).not.toContain('Review:');
      if (/^(synthesizrr|hybrid)/.test(id)) expect(text).not.toContain('Movie details:');
    }
    for (const label of LABELS) expect(countOf(kept, label)).toBeGreaterThan(0);
    const entry = entryOf(first, id);
    const dropped = Object.values(entry.rows.dropped).reduce((sum, n) => sum + n, 0);
    expect([entry.rows.generated, entry.rows.kept]).toEqual([rows.length, kept.length]);
    expect(entry.rows.kept + dropped).toBe(entry.rows.generated);
    expect(entry.tokens).toBe(tokensIn(database, 1, ...places.map((place) => ({ place }))));
    expect(entry.tokens).toBeGreaterThan(kept.length);
    expect(entry.humanLabels).toBe(labels);
    expect(entry.test!.n).toBe(TEST);
  },
);

it('S3 without EES: three of the label’s reasons in a prompt, and exactly the rows asked for', () => {
  const reasons = LABELS.map((_, at) =>
    recordedKeys(database, { place: ['s3', 'rationales', `${at}`] })
      .flatMap((key) => rowsOf<GenerationRow>(database, 'generations', key))
      .flatMap(({ output }) => parseList(output)),
  );
  for (const { label, call } of tracedRows(database, 1, {
    recipe: 's3WithoutEes',
    phase: 'clean',
  })) {
    const own = [...new Set(reasons[LABELS.indexOf(label)]!)].slice(0, 8);
    expect(own.length).toBeGreaterThan(0);
    expect(call.prompt).toMatch(
      new RegExp(`^Now imagine .* write a ${label} review about this movie`),
    );
    const named = own.filter((reason) => call.prompt.includes(reason));
    expect(named.length).toBeGreaterThanOrEqual(Math.min(3, own.length));
    expect(call.chat).toBe(1);
  }
  requireKept('s3WithoutEes/0', 'S3 without EES', 16);
});

it('GoldGen: every validation example in turn, with its text and label', () => {
  const pass = tracedRows(database, 1, 'goldgen/pass-0/clean');
  expect(pass).toHaveLength(16);
  expect(new Set(pass.map(({ lineage }) => lineage.error)).size).toBe(16);
  for (const { label, lineage, call } of tracedRows(database, 1, {
    recipe: 'goldgen',
    phase: 'clean',
  })) {
    const example = goldNamed('validation', lineage.error!);
    expect(label).toBe(example.label);
    expect(call.prompt).toBe(similarTo(label, example.text));
  }
  requireKept('goldgen/0', 'GoldGen', 20);
});

/** The recipes that are compared at equal sizes end with fewer rows only where they say so. */
function requireKept(id: string, title: string, rows: number): void {
  const { kept } = entryOf(first, id).rows;
  const saysFewer = first.notes.some((note) =>
    note.startsWith(`${title}: ${kept} rows were kept, ${rows}`),
  );
  expect(saysFewer ? rows : kept).toBe(rows);
}

describe('SynthesizRR', () => {
  it.each([
    ['non-retricl', 4],
    ['retricl', 2],
    ['zero-shot', 0],
  ])('%s: labels in turn, the passage last, %i shots of its label before it', (variant, shots) => {
    const passages = passagesOf(database);
    const rows = tracedRows(database, 1, `synthesizrr/${variant}/clean`);
    for (const label of LABELS) expect(countOf(rows, label)).toBe(8);
    for (const { label, lineage, call } of rows) {
      expect(goldNamed('seed', lineage.query!).label).toBe(label);
      const blocks = call.prompt.split('\n\n');
      const passage = passages.get(lineage.passage!);
      // zero-shot has no frame of its own, so it asks this instruct model in a chat
      const asked = variant === 'zero-shot' ? inChat(rewriteAsks(label)) : rewriteAsks(label);
      expect(call.chat).toBe(variant === 'zero-shot' ? 1 : 0);
      expect(blocks.pop()).toBe(`Movie details: ${passage}\n${asked}`);
      expect(blocks).toHaveLength(shots);
      for (const answer of answersIn(blocks)) {
        expect(goldOf(database, 'seed').find(({ text }) => text === answer)?.label).toBe(label);
      }
      const details = blocks.filter((block) => block.startsWith('Movie details: '));
      expect(details).toHaveLength(variant === 'retricl' ? shots : 0);
    }
  });

  it('finds by meaning what is near, by words what shares them, and at random neither', () => {
    const names = [...passagesOf(database).keys()];
    const texts = [...passagesOf(database).values()];
    const seed = goldOf(database, 'seed');
    const { neighbours } = stepValue<{ neighbours: { passage: number }[][] }>(
      database,
      'synthesizrr/search',
    );
    const bm25 = stepValue<{ document: number }[][]>(database, 'synthesizrr/bm25/search');
    const ranks = (variant: string, lists: readonly (readonly number[])[]) =>
      tracedRows(database, 1, `synthesizrr/${variant}/clean`).map(({ lineage }) => {
        const row = seed.findIndex(({ line }) => lineage.query!.endsWith(`:${line}`));
        const rank = lists[row]!.indexOf(names.indexOf(lineage.passage!));
        return rank < 0 ? texts.length : rank;
      });
    const byMeaning = neighbours.map((list) => list.map(({ passage }) => passage));
    const byWords = bm25.map((list) => list.map(({ document }) => document));
    // expansion is 5, and a passage that is too near lets the next one in
    expect(Math.max(...ranks('non-retricl', byMeaning))).toBeLessThan(10);
    expect(Math.max(...ranks('zero-shot', byMeaning))).toBeGreaterThan(20);
    expect(Math.min(...ranks('retricl', byWords))).toBeGreaterThanOrEqual(2);
    expect(Math.max(...ranks('retricl', byWords))).toBeLessThan(texts.length);
  });
});

it.each([
  ['zero-shot', 0],
  ['few-shot', 3],
])('FewGen %s: one prompt for each label, with %i of its seed texts', (variant, shots) => {
  const rows = tracedRows(database, 1, `fewgen/${variant}/clean`);
  for (const label of LABELS) {
    const own = rows.filter((row) => row.label === label);
    expect(own).toHaveLength(8);
    const prompts = [...new Set(own.map(({ call }) => call.prompt))];
    expect(prompts).toHaveLength(1);
    const blocks = prompts[0]!.split('\n\n');
    expect(blocks.pop()).toBe(fewgenAsks(label));
    expect(blocks).toHaveLength(shots);
    for (const answer of answersIn(blocks)) {
      expect(goldOf(database, 'seed').find(({ text }) => text === answer)?.label).toBe(label);
    }
  }
});

it('ZeroGen: behind an open quote about a made-up title, up to where the quote or sentence ends', () => {
  const titles = rowsOf<GenerationRow>(database, 'generations', 'zerogen/contexts/generate');
  expect(titles).toHaveLength(12);
  const rows = tracedRows(database, 1, 'zerogen/clean');
  for (const label of LABELS) expect(countOf(rows, label)).toBe(12);
  for (const [i, { text, label, dropped_by, call }] of rows.entries()) {
    const asked = new RegExp(
      `^The movie review in ${label} sentiment for movie "(.*)" is: "$`,
      's',
    );
    const title = asked.exec(call.prompt)?.[1];
    expect(titles.some(({ output }) => output.trim().startsWith(title!))).toBe(true);
    // about one title a row of each label
    expect(call.prompt.replace('negative', 'positive')).toBe(
      rows[i - (i % 2)]!.call.prompt.replace('negative', 'positive'),
    );
    expect(text).not.toContain('"');
    if (dropped_by === null) expect(wordsOf(text).length).toBeGreaterThanOrEqual(10);
  }
});

it('teacher labels: passages as they are, each with the label of the highest calibrated share', () => {
  const passages = passagesOf(database);
  const scores = database
    .column<string>(
      "SELECT items.value FROM items JOIN steps ON steps.id = step WHERE key = 'teacherLabels/classify' ORDER BY i",
    )
    .map((value) => JSON.parse(value) as [ContinuationScore, ContinuationScore][]);
  const rows = rowsOf<{ text: string; label: string; lineage: string }>(
    database,
    'examples',
    'teacherLabels/clean',
  );
  expect(rows).toHaveLength(20);
  // by how much the first label leads, in each of the two orders, and on average over the passages
  const leads = scores.map((orders) => orders.map(([a, b]) => a.log / a.tokens - b.log / b.tokens));
  const bias = [0, 1].map((o) => leads.reduce((sum, lead) => sum + lead[o]!, 0) / leads.length);
  for (const [i, { text, label, lineage }] of rows.entries()) {
    const positive = leads[i]!.reduce(
      (sum, lead, o) => sum + 1 / (1 + Math.exp(bias[o]! - lead)) / 2,
      0,
    );
    expect(label).toBe(positive >= 0.5 ? 'positive' : 'negative');
    expect(text).toBe(passages.get((JSON.parse(lineage) as { passage: string }).passage));
  }
  const entry = entryOf(first, 'teacherLabels/0');
  expect(entry).toMatchObject({ humanLabels: 0, tokens: 0, test: { n: TEST } });
  expect(entry.rows.generated).toBe(20);
});

it('LLKD: passages as they are, with the shares that the teacher gave their labels', () => {
  const passages = passagesOf(database);
  const rows = rowsOf<ExampleRow>(database, 'examples', 'llkd/clean');
  expect(rows).toHaveLength(10);
  for (const { text, label, lineage } of rows) {
    const { passage, shares } = JSON.parse(lineage) as {
      passage: string;
      shares: Readonly<Record<string, number>>;
    };
    expect(text).toBe(passages.get(passage));
    expect(shares[label]).toBe(Math.max(...LABELS.map((one) => shares[one]!)));
  }
  expect(entryOf(first, 'llkd/0')).toMatchObject({ humanLabels: 16, tokens: 0 });
});

it('the hybrid: RetrICL’s rows, then for each error a passage with its label', () => {
  const passages = passagesOf(database);
  const seed = tracedRows(database, 1, 'hybrid/seed/clean');
  const retricl = tracedRows(database, 1, 'synthesizrr/retricl/clean');
  expect(seed.map(({ text }) => text)).toEqual(retricl.map(({ text }) => text));
  const rows = tracedRows(database, 1, 'hybrid/round-0/draw-0/clean');
  // an untrained student's accuracy is no matter here: each of its errors finds a passage by words
  expect(rows.map(({ lineage }) => lineage.error)).toEqual(errorNames('hybrid/round-0/train'));
  for (const { label, lineage, call } of rows) {
    expect(goldNamed('validation', lineage.error!).label).toBe(label);
    const blocks = call.prompt.split('\n\n');
    expect(blocks.pop()).toBe(
      `Movie details: ${passages.get(lineage.passage!)}\n${rewriteAsks(label)}`,
    );
    expect(blocks.length).toBeLessThanOrEqual(2);
    for (const answer of answersIn(blocks)) {
      const shown = goldOf(database, 'validation').find(({ text }) => text === answer);
      expect(shown?.label).toBe(label);
    }
  }
});

it('measures all of them beside one set of yardsticks', () => {
  const yardsticks = first.report.entries.filter(({ yardstick }) => yardstick !== null);
  const isOfRows = ({ rowsOf: id }: ReportEntry) => id !== null;
  const named = ({ title, humanLabels }: ReportEntry) => `${humanLabels} ${title}`;
  expect(yardsticks.filter((entry) => !isOfRows(entry)).map(named)).toEqual([
    '0 always "positive"',
    '0 the teacher as classifier',
    '0 the teacher, not calibrated',
    '16 seed labels alone',
    '16 frozen encoder, seed labels',
    '16 validation labels alone',
    '16 frozen encoder, validation labels',
    '32 seed and validation labels alone',
    '32 frozen encoder, seed and validation labels',
  ]);
  const ids = first.report.entries.flatMap(({ recipe }) => recipe ?? []);
  const ofRows = yardsticks.filter(isOfRows);
  for (const kind of ['labelsAndRows', 'frozenEncoder']) {
    const ofKind = ofRows.filter(({ yardstick }) => yardstick === kind);
    expect(ofKind.map(({ rowsOf: id }) => id)).toEqual([...new Set(ids)]);
  }
  for (const { humanLabels } of ofRows) expect(humanLabels).toBe(32);
  for (const { test } of yardsticks) expect(test!.n).toBe(TEST);
});

describe('further runs of the project', () => {
  let later: TracedRun;
  beforeAll(async () => {
    later = await runHere(LATER, 'dataMap: { filter: confidence }');
  });

  it('bootstrap: the teacher writes the queries, and three human labels of each class are used', () => {
    const calls = rowsOf<GenerationRow>(database, 'generations', 'synthesizrr/bootstrap/generate');
    expect(calls).toHaveLength(12);
    const shown = new Set<string>();
    for (const [i, { prompt }] of calls.entries()) {
      const label = LABELS[i % 2]!;
      const blocks = prompt.split('\n\n');
      expect(blocks.pop()).toBe(fewgenAsks(label));
      expect(blocks).toHaveLength(3);
      for (const answer of answersIn(blocks)) {
        expect(goldOf(database, 'seed').find(({ text }) => text === answer)?.label).toBe(label);
        shown.add(answer!);
      }
    }
    expect(shown.size).toBe(6);
    const rows = tracedRows(database, 2, 'synthesizrr/zero-shot/clean');
    for (const { lineage } of rows) expect(lineage.query).toMatch(/^seed:bootstrapped:\d+$/);
    const entry = entryOf(later, 'synthesizrr/zero-shot/0');
    expect(entry).toMatchObject({ humanLabels: 6, test: { n: TEST } });
    expect(entry.tokens).toBe(tokensIn(database, 2, { place: ['synthesizrr'] }));
  });

  it('subsample: draws of the rows that are there, and the others stay as surplus', () => {
    expect(later.made.get('fewgen/few-shot/generate')).toBe(0);
    const before = tracedRows(database, 1, 'fewgen/few-shot/clean');
    const rows = tracedRows(database, 2, 'fewgen/few-shot/clean');
    expect(rows.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    for (const label of LABELS) {
      const usable = before.filter((row) => row.label === label && row.dropped_by === null).length;
      const own = rows.filter((row) => row.label === label);
      expect(own.filter(({ dropped_by }) => dropped_by === null)).toHaveLength(Math.min(4, usable));
      expect(own.filter(({ dropped_by }) => dropped_by === 'surplus')).toHaveLength(
        Math.max(0, usable - 4),
      );
    }
    const surplus = rows.filter(({ dropped_by }) => dropped_by === 'surplus').length;
    expect(entryOf(later, 'fewgen/few-shot/0').rows.dropped.surplus ?? 0).toBe(surplus);
  });

  it("SunGen: ZeroGen's rows and as many more as are missing, each with a weight", () => {
    expect(later.made.get('zerogen/generate')).toBe(16);
    const written = tracedRows(database, 1, 'zerogen/clean');
    const rows = tracedRows(database, 2, 'sungen/weighted/clean');
    expect(rows.slice(0, 24).map(({ text, label }) => [text, label])).toEqual(
      written.map(({ text, label }) => [text, label]),
    );
    const kept = rows.filter(({ dropped_by }) => dropped_by === null);
    const weights = kept.map(({ lineage }) => lineage.weight!);
    for (const weight of weights) {
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(1);
    }
    expect(new Set(weights).size).toBeGreaterThan(10);
    const entry = entryOf(later, 'sungen/weighted/0');
    expect(entry).toMatchObject({ humanLabels: 0, test: { n: TEST } });
    expect(entry.rows).toMatchObject({ generated: 40, kept: kept.length });
  });

  it('ProGen: its first rows are ZeroGen’s, and some further prompts show rows of the same label', () => {
    const written = tracedRows(database, 1, 'zerogen/clean');
    const rows = tracedRows(database, 2, 'progen/clean');
    expect(rows).toHaveLength(40);
    expect(rows.slice(0, 24).map(({ text, label }) => [text, label])).toEqual(
      written.map(({ text, label }) => [text, label]),
    );
    const kept = rows.slice(0, 24).filter(({ dropped_by }) => dropped_by === null);
    const further = rows.slice(24);
    expect(later.made.get('progen/round-1/generate')).toBe(16);
    const shot = 'A review of a movie: "';
    const shotsOf = (prompt: string) => prompt.split(`"\n\n`).slice(0, -1);
    expect(further.some(({ call }) => call.prompt.startsWith(shot))).toBe(true);
    for (const { label, call } of further) {
      for (const shown of shotsOf(call.prompt)) {
        expect(shown.startsWith(shot)).toBe(true);
        const text = shown.slice(shot.length);
        expect(kept.filter((row) => row.label === label).map((row) => row.text)).toContain(text);
      }
    }
    // half of the kept rows are held out; none has an influence if the student was not trained
    const influences = rows.flatMap(({ lineage }) => lineage.influence ?? []);
    const note = later.notes.find((sentence) => sentence.startsWith('ProGen, milestone 1: '))!;
    const [, count] = /: \d+ of (\d+) rows help a student/.exec(note) ?? [];
    expect(influences).toHaveLength(Number(count ?? 0));
    expect(entryOf(later, 'progen/0')).toMatchObject({ humanLabels: 0, test: { n: TEST } });
  });

  it('data map: a student without the rows of lowest confidence stands beside', () => {
    const { kept } = entryOf(later, 'fewgen/few-shot/0').rows;
    const map = stepValue<{ confidence: number }[]>(
      database,
      'yardstick/data-map-fewgen-few-shot/map/train',
    );
    expect(map).toHaveLength(kept);
    for (const { confidence } of map) {
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThan(1);
    }
    const filtered = entryOf(later, 'yardstick/dataMap/fewgen/few-shot');
    expect(filtered.rows.kept).toBeLessThan(kept);
    // at most one of four rows of a label, and a row of each at least
    expect(filtered.rows.kept).toBeGreaterThanOrEqual(kept / 2);
    expect(filtered.test!.n).toBe(TEST);
  });

  it('nothing is written or trained twice', async () => {
    const { made, report } = await runHere(RECIPES);
    expect([...made].filter(([, n]) => n > 0)).toEqual([]);
    const scores = ({ entries }: TracedRun['report']) => entries.map(({ test }) => test);
    expect(scores(report)).toEqual(scores(first.report));
  });

  it.each([
    // without reasons, so that its S3 has calls of its own
    ['ourAdd', 's3Rows: 16, rationales: 0', 's3/round-0/train', ['zerogen', 's3']],
    ['synAdd', 's3Rows: 0', 'transfer/synAdd/round-0/train', ['zerogen', 'transfer/synAdd']],
  ])(
    'transfer, %s: ZeroGen’s rows, then one like each error',
    async (add, ofS3, training, recipes) => {
      // as many as SunGen had written, so that every recorded call is a row of this recipe
      const recipe = `{ kind: transfer, add: ${add}, rows: 40, ${ofS3}, rounds: 1 }`;
      const { made, report } = await runHere([recipe]);
      expect(made.get('zerogen/generate')).toBe(0);
      const run = database.get<{ id: number }>('SELECT max(id) AS id FROM runs')!.id;
      const seed = tracedRows(database, run, `transfer/${add}/seed/clean`);
      const zerogen = tracedRows(database, 1, 'zerogen/clean');
      expect(seed).toHaveLength(40);
      expect(seed.slice(0, 24).map(({ text }) => text)).toEqual(zerogen.map(({ text }) => text));
      const errors = errorNames(training);
      const added = tracedRows(database, run, {
        recipe: `transfer/${add}`,
        round: 0,
        phase: 'clean',
      });
      expect(added.length).toBeGreaterThan(0);
      for (const { label, lineage, call } of added) {
        expect(errors).toContain(lineage.error);
        const example = goldNamed('validation', lineage.error!);
        expect(label).toBe(example.label);
        expect(call.prompt).toBe(similarTo(label, example.text));
      }
      const [entry] = report.entries.filter((row) => row.recipe === `transfer/${add}` && row.test);
      const kept = [...seed, ...added].filter(({ dropped_by }) => dropped_by === null);
      expect(entry).toMatchObject({
        humanLabels: 16,
        rows: { kept: kept.length },
        test: { n: TEST },
      });
      expect(entry!.tokens).toBe(tokensIn(database, run, ...recipes.map((recipe) => ({ recipe }))));
    },
  );

  it('reviewed: a student on the rows as people left them, and how far each row is believed', async () => {
    syncRows(database);
    const all = reviewedRows(database, 'notRejected');
    const by = { reviewer: 'ada', labels: LABELS };
    const [one, two, three] = all.map(({ id }) => id);
    act(database, [one!, two!], { kind: 'reject' }, by);
    const other = all[2]!.label === 'positive' ? 'negative' : 'positive';
    act(database, [three!], { kind: 'relabel', label: other, accept: true }, by);
    const { report } = await runHere(['{ kind: reviewed }']);
    const [entry] = report.entries;
    expect(entry).toMatchObject({ recipe: 'reviewed', tokens: 0, test: { n: TEST } });
    expect(entry!.rows.kept).toBe(all.length - 2);
    expect(entry!.rows.kept).toBe(countReviewed(database, 'notRejected'));
    // the labels of both splits, and the one that a person gave
    expect(entry!.humanLabels).toBe(16 + 16 + 1);
    database.close();
    const outcome = await runExperiment(
      readExperiment(writeExperiment(['{ kind: confidence, folds: 2 }'])).experiment,
      { onProgress: () => {}, onTraining: () => {}, onNote: () => {}, onWait: () => {} },
      new AbortController().signal,
    );
    expect(outcome).toEqual({ state: 'done', report: null, timing: null });
    database = openDatabase(path.join(folder, 'recipes.stillroom', 'project.db'));
    const judged = database.all<{ confidence: number; out_of_fold: string; label: string }>(
      'SELECT confidence, out_of_fold, label FROM review_rows WHERE out_of_fold IS NOT NULL',
    );
    expect(judged).toHaveLength(all.length - 2);
    for (const { confidence, out_of_fold, label } of judged) {
      const { of } = JSON.parse(out_of_fold) as { of: Record<string, number> };
      expect(of.positive! + of.negative!).toBeCloseTo(1, 6);
      expect(confidence).toBe(of[label]);
    }
  });
});
