import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../electron/engine/engine.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { KNOWN_LABELS, makeTinyModels, type TinyOptions } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  type GenerationRow,
  goldOf,
  passagesOf,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';
import { withoutUse } from '../../fixtures/withoutUse.ts';

/** SynthesizRR App. H's layouts with the film prompts, written out by hand. */
const LIKED = 'what the reviewer liked about the movie';
const DISLIKED = 'what the reviewer disliked about the movie';
const fewgenAsks = (label: string) =>
  `Write a single sentence from a review which discusses ${label === 'positive' ? LIKED : DISLIKED}. ` +
  'Include relevant details about the movie. The review should only be a single short sentence. Add ' +
  'very minor typos.\nReview:';
const rewriteAsks = (label: string) =>
  `Write a single sentence from a review which discusses ${label === 'positive' ? LIKED : DISLIKED}. ` +
  'Include relevant details about the movie which are mentioned above. The review should only be a ' +
  'single short sentence. Add very minor typos.\nReview:';

const genericAsks = (label: string) =>
  `Write a short text related to the above document which shows ${label === 'positive' ? 'what is good' : 'what is bad'}. ` +
  'Include relevant details which are mentioned above.\nText:';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-traces-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runRecipes(recipes: readonly string[], options: TinyOptions = {}): Promise<TracedRun> {
  return tracedRun(path.join(folder, options.labels?.[1] ?? 'p'), models, recipes, options);
}

const seedOf = (database: Database) => goldOf(database, 'seed');
const inTurn = (n: number) =>
  Array.from({ length: n }, (_, i) => (i % 2 ? 'negative' : 'positive'));

describe('the baselines of SynthesizRR', () => {
  let report: Report;
  let database: Database;
  beforeAll(async () => {
    ({ report, database } = await runRecipes([
      '{ kind: fewgen, rows: 16, shots: 0, frame: raw }',
      '{ kind: fewgen, rows: 16, shots: 4, frame: raw }',
      '{ kind: synthesizrr, variant: non-retricl, rows: 16, seedShots: 4, upperCosine: 1, frame: raw }',
      '{ kind: synthesizrr, variant: zero-shot, rows: 16, retrieval: random, frame: raw }',
      '{ kind: synthesizrr, variant: retricl, rows: 12, shots: 2, retrieval: bm25, frame: raw }',
    ]));
  });
  afterAll(() => database.close());

  it('FewGen 0-shot: m/C times the same instruction for each label, and no human label', () => {
    const calls = rowsOf<GenerationRow>(database, 'generations', 'fewgen/zero-shot/generate');
    const examples = rowsOf<ExampleRow>(database, 'examples', 'fewgen/zero-shot/clean');
    expect(examples.map(({ label }) => label)).toEqual(inTurn(16));
    expect(calls.map(({ prompt }) => prompt)).toEqual(inTurn(16).map(fewgenAsks));
    for (const { chat, parameters } of calls) {
      expect(chat).toBe(0);
      expect(JSON.parse(parameters)).toMatchObject({ temperature: 0.95, topP: 0.9, maxTokens: 50 });
    }
    const entry = report.entries.find(({ recipe }) => recipe === 'fewgen/zero-shot');
    expect(entry).toMatchObject({ humanLabels: 0, round: 0 });
    expect(entry!.test?.n).toBe(20);
  });

  it("FewGen few-shot: a label's prompt is fixed, the instruction before each of its shots", () => {
    const calls = rowsOf<GenerationRow>(database, 'generations', 'fewgen/few-shot/generate');
    const seed = seedOf(database);
    expect(calls).toHaveLength(16);
    for (const label of ['positive', 'negative']) {
      const prompts = new Set(
        calls.filter((_, i) => inTurn(16)[i] === label).map(({ prompt }) => prompt),
      );
      expect(prompts.size).toBe(1);
      const blocks = [...prompts][0]!.split('\n\n');
      expect(blocks.pop()).toBe(fewgenAsks(label));
      const shown = blocks.map((block) => {
        expect(block.startsWith(`${fewgenAsks(label)} `)).toBe(true);
        return block.slice(fewgenAsks(label).length + 1);
      });
      expect(new Set(shown).size).toBe(4);
      for (const text of shown) {
        expect(seed.find((row) => row.text === text)?.label).toBe(label);
      }
    }
    const entry = report.entries.find(({ recipe }) => recipe === 'fewgen/few-shot');
    expect(entry).toMatchObject({ humanLabels: 8 });
  });

  it('Non-RetrICL: gold texts alone before each passage, drawn anew, from ranks 1 on', () => {
    const calls = rowsOf<GenerationRow>(
      database,
      'generations',
      'synthesizrr/non-retricl/generate',
    );
    const examples = rowsOf<ExampleRow>(database, 'examples', 'synthesizrr/non-retricl/clean');
    const seed = seedOf(database);
    const passages = passagesOf(database);
    const sets = new Set<string>();
    expect(calls).toHaveLength(16);
    for (const [i, { prompt }] of calls.entries()) {
      const { label, lineage } = examples[i]!;
      const { passage, query } = JSON.parse(lineage) as { passage: string; query: string };
      expect(seed.find(({ line }) => query.endsWith(`:${line}`))?.label).toBe(label);
      const blocks = prompt.split('\n\n');
      expect(blocks.pop()).toBe(`Movie details: ${passages.get(passage)}\n${rewriteAsks(label)}`);
      expect(blocks).toHaveLength(4);
      for (const block of blocks) {
        const text = /^Review: (.*)$/.exec(block)?.[1];
        expect(seed.find((row) => row.text === text)?.label).toBe(label);
      }
      sets.add(blocks.join('\n\n'));
    }
    expect(sets.size).toBeGreaterThan(8);
    expect(examples.map(({ label }) => label)).toEqual(inTurn(16));
    const { neighbours } = stepValue<{ neighbours: { passage: number }[][] }>(
      database,
      'synthesizrr/search',
    );
    const ranks = examples.map(({ lineage }) => {
      const { passage, query } = JSON.parse(lineage) as { passage: string; query: string };
      const row = seed.findIndex(({ line }) => query.endsWith(`:${line}`));
      const at = [...passages.keys()].indexOf(passage);
      return neighbours[row]!.findIndex((neighbour) => neighbour.passage === at);
    });
    expect(Math.min(...ranks)).toBeLessThan(2);
  });

  it('random retrieval: passages of no rank and no cosine, one block a prompt', () => {
    const calls = rowsOf<GenerationRow>(database, 'generations', 'synthesizrr/zero-shot/generate');
    const examples = rowsOf<ExampleRow>(database, 'examples', 'synthesizrr/zero-shot/clean');
    const passages = passagesOf(database);
    expect(examples.map(({ label }) => label)).toEqual(inTurn(16));
    for (const [i, { label, lineage }] of examples.entries()) {
      const { passage, ...rest } = JSON.parse(lineage) as { passage: string };
      expect(Object.keys(rest).toSorted()).toEqual(['generation', 'query']);
      expect(calls[i]!.prompt).toBe(
        `Movie details: ${passages.get(passage)}\n${rewriteAsks(label)}`,
      );
    }
  });

  it('BM25: the top two of a query are its shots without any window, and never inputs', () => {
    const lists = stepValue<{ document: number; score: number }[][]>(
      database,
      'synthesizrr/bm25/search',
    );
    const seed = seedOf(database);
    const passages = [...passagesOf(database)];
    const pairs = new Map(
      seed.flatMap(({ text, label }, row) =>
        lists[row]!.slice(0, 2).map(({ document }) => [
          `Movie details: ${passages[document]![1]}\n${rewriteAsks(label)} ${text}`,
          label,
        ]),
      ),
    );
    const calls = rowsOf<GenerationRow>(database, 'generations', 'synthesizrr/retricl/generate');
    const examples = rowsOf<ExampleRow>(database, 'examples', 'synthesizrr/retricl/clean');
    expect(calls.length).toBeGreaterThan(0);
    for (const [i, { prompt }] of calls.entries()) {
      const { label, lineage } = examples[i]!;
      const { passage, query } = JSON.parse(lineage) as { passage: string; query: string };
      const blocks = prompt.split('\n\n');
      expect(blocks).toHaveLength(3);
      for (const block of blocks.slice(0, 2)) expect(pairs.get(block)).toBe(label);
      const row = seed.findIndex(({ line }) => query.endsWith(`:${line}`));
      const at = passages.findIndex(([name]) => name === passage);
      expect(lists[row]!.findIndex(({ document }) => document === at)).toBeGreaterThanOrEqual(2);
    }
  });

  it('measures each with all labels', () => {
    const together = report.entries
      .filter(({ yardstick }) => yardstick === 'labelsAndRows')
      .map(({ title }) => withoutUse(title));
    expect(together).toEqual([
      'labels + rows of FewGen zero-shot',
      'labels + rows of FewGen',
      'labels + rows of SynthesizRR Non-RetrICL',
      'labels + rows of SynthesizRR zero-shot',
      'labels + rows of SynthesizRR RetrICL',
    ]);
  });
});

it('in a chat, shots are turns, and texts without a request of their own stand before it', async () => {
  const { database } = await runRecipes([
    '{ kind: fewgen, rows: 4, shots: 2 }',
    '{ kind: synthesizrr, variant: non-retricl, rows: 4, seedShots: 2, upperCosine: 1 }',
  ]);
  try {
    const inChat = 'Write it as the reviewer, in the first person. Reply with the review only.';
    const asked = (label: string) => fewgenAsks(label).replace('\nReview:', ` ${inChat}`);
    const fewgen = rowsOf<GenerationRow>(database, 'generations', 'fewgen/few-shot/generate');
    for (const [i, { prompt, chat, parameters }] of fewgen.entries()) {
      expect(chat).toBe(1);
      const { turns: begins } = JSON.parse(parameters) as { turns: number[] };
      const turns = [0, ...begins].map((from, turn) => prompt.slice(from, begins[turn]).trim());
      const label = inTurn(4)[i]!;
      expect(turns).toHaveLength(5);
      for (const turn of [0, 2, 4]) expect(turns[turn]).toBe(asked(label));
      for (const answer of [turns[1], turns[3]]) {
        expect(seedOf(database).find(({ text }) => text === answer)?.label).toBe(label);
      }
    }
    const key = 'synthesizrr/non-retricl/generate';
    for (const { prompt, chat, parameters } of rowsOf<GenerationRow>(
      database,
      'generations',
      key,
    )) {
      expect([chat, JSON.parse(parameters).turns]).toEqual([1, undefined]);
      expect(prompt).toMatch(
        /^Review: .*\n\nReview: .*\n\nMovie details: .*\nWrite .* Reply with the review only\.$/,
      );
    }
  } finally {
    database.close();
  }
});

type Asked = { readonly log: number; readonly tokens: number };

it('teacher labels: each passage as it is, with the label of the highest calibrated probability', async () => {
  const { report, database } = await runRecipes(
    ['{ kind: teacherLabels, rows: 30 }'],
    KNOWN_LABELS,
  );
  try {
    const examples = rowsOf<ExampleRow>(database, 'examples', 'teacherLabels/clean');
    const passages = passagesOf(database);
    const items = database.all<{ value: string }>(
      "SELECT value FROM items WHERE step = (SELECT id FROM steps WHERE key = 'teacherLabels/classify') ORDER BY i",
    );
    expect(items).toHaveLength(30);
    expect(new Set(examples.map(({ text }) => text)).size).toBe(30);
    // in each of the two orders, the mean over the passages is the teacher's own preference
    const asked = items.map(({ value }) => JSON.parse(value) as [Asked, Asked][]);
    const leads = asked.map((orders) =>
      orders.map(([a, b]) => a.log / a.tokens - b.log / b.tokens),
    );
    const bias = [0, 1].map((o) => leads.reduce((sum, lead) => sum + lead[o]!, 0) / leads.length);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    for (const [i, { text, label, lineage }] of examples.entries()) {
      const share = leads[i]!.reduce((sum, lead, o) => sum + sigmoid(lead - bias[o]!) / 2, 0);
      expect(label).toBe(share >= 0.5 ? 'baban' : 'vojon');
      const { generation, passage } = JSON.parse(lineage) as {
        generation: string;
        passage: string;
      };
      expect(passages.get(passage)).toBe(text);
      expect(generation).toMatch(new RegExp(`^teacherLabels/classify@[0-9a-f]{8}#${i}$`));
    }
    const entry = report.entries.find(({ recipe }) => recipe === 'teacherLabels');
    expect(entry).toMatchObject({ humanLabels: 0, tokens: 0 });
    expect(entry!.rows).toMatchObject({ asked: 30, generated: 30 });
    expect(new Set(examples.map(({ label }) => label)).size).toBe(2);
  } finally {
    database.close();
  }
});

it('teacher labels, soft: the students learn the shares, and the rows keep their likeliest label', async () => {
  const rowsAfter = async (recipe: string) => {
    const { database } = await runRecipes([recipe], KNOWN_LABELS);
    const hashes = (key: string) =>
      database.column<string>('SELECT DISTINCT hash FROM steps WHERE key = ?', key).length;
    const counts = ['teacherLabels/classify', 'teacherLabels/train', TOGETHER].map(hashes);
    const rows = rowsOf<ExampleRow>(database, 'examples', 'teacherLabels/clean');
    database.close();
    return { counts, rows };
  };
  const TOGETHER = 'yardstick/labels-and-teacherLabels/train';
  const hard = await rowsAfter('{ kind: teacherLabels, rows: 30 }');
  const soft = await rowsAfter('{ kind: teacherLabels, rows: 30, targets: soft }');
  // in one project only the recipe's own student is trained again: labels and rows take the label
  expect([hard.counts, soft.counts]).toEqual([
    [1, 1, 1],
    [1, 2, 1],
  ]);
  const withoutShares = ({ lineage, ...row }: ExampleRow) => {
    const { shares: _, ...rest } = JSON.parse(lineage) as { shares?: Record<string, number> };
    return { ...row, step: null, lineage: rest };
  };
  expect(soft.rows.map(withoutShares)).toEqual(hard.rows.map(withoutShares));
  for (const { label, lineage } of soft.rows) {
    const { baban, vojon } = (JSON.parse(lineage) as { shares: Record<string, number> }).shares;
    expect(baban! + vojon!).toBeCloseTo(1, 9);
    expect(label).toBe(baban! >= vojon! ? 'baban' : 'vojon');
  }
  for (const { lineage } of hard.rows) expect(lineage).not.toContain('shares');
});

it('teacher labels: a label that no passage gets is named, and what was judged stays', async () => {
  // calibrated over one passage, every label is as likely, and the first is taken
  const bare = ['{ kind: teacherLabels, rows: 1 }'];
  await expect(
    runRecipes(bare, { ...KNOWN_LABELS, labels: ['baban', 'zzz qqq xxx'] }),
  ).rejects.toThrow('gave none of 1 passages the label zzz qqq xxx');
});

describe('RetrICL', () => {
  it.each([0, 1, 3, 8])('shows %i pairs of its label, and the open block last', async (shots) => {
    // the tiny teacher reads nearly letter by letter: eight pairs fit with shorter prompts and passages
    const recipe = `{ kind: synthesizrr, variant: retricl, rows: 10, shots: ${shots}, retrieval: bm25, passageTokens: 120, frame: raw }`;
    const { database } = await runRecipes([recipe], { prompts: 'generic' });
    try {
      const calls = rowsOf<GenerationRow>(database, 'generations', 'synthesizrr/retricl/generate');
      const examples = rowsOf<ExampleRow>(database, 'examples', 'synthesizrr/retricl/clean');
      const seed = seedOf(database);
      expect(calls.length).toBeGreaterThan(0);
      for (const [i, { prompt }] of calls.entries()) {
        const { label } = examples[i]!;
        const blocks = prompt.split('\n\n');
        expect(blocks).toHaveLength(shots + 1);
        expect(blocks.at(-1)!.endsWith(`\n${genericAsks(label)}`)).toBe(true);
        const shown = blocks.slice(0, -1).map((block) => {
          const [asked, answer] = block.split('\nText: ');
          expect(`${asked}\nText:`.endsWith(`\n${genericAsks(label)}`)).toBe(true);
          return answer;
        });
        for (const text of shown) {
          expect(seed.find((row) => row.text === text)?.label).toBe(label);
        }
        expect(new Set(blocks).size).toBe(shots + 1);
      }
    } finally {
      database.close();
    }
  });
});

it('refuses random passages beside RetrICL by name', async () => {
  await expect(
    runRecipes(['{ kind: synthesizrr, variant: retricl, rows: 4, retrieval: random }']),
  ).rejects.toThrow('Use the variant non-retricl or zero-shot with it.');
});
