import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { makeTinyModels, type TinyOptions } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  type GenerationRow,
  goldOf,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

/** SynthesizRR App. H's FewGen prompt with the film prompts, written out by hand. */
const fewgenAsks = (label: string) =>
  `Write a single sentence from a review which discusses what the reviewer ${label === 'positive' ? 'liked' : 'disliked'} ` +
  'about the movie. Include relevant details about the movie. The review should only be a single short ' +
  'sentence. Add very minor typos.\nReview:';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-bootstrap-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function traced(
  recipe: string,
  look: (run: TracedRun) => void,
  options: TinyOptions = {},
): Promise<void> {
  const run = await tracedRun(path.join(folder, 'p'), models, [recipe], options);
  try {
    look(run);
  } finally {
    run.database.close();
  }
}
const kept = ({ database }: TracedRun, key: string) =>
  rowsOf<ExampleRow>(database, 'examples', key).filter(({ dropped_by }) => dropped_by === null);

describe('a seed set that the teacher writes (SynthesizRR App. D)', () => {
  const RETRICL =
    'kind: synthesizrr, variant: retricl, rows: 8, shots: 2, upperCosine: 1, frame: raw';

  it('true zero-shot: from the instruction alone; its texts are queries and shots', async () => {
    await traced(`{ ${RETRICL}, bootstrap: 6 }`, (run) => {
      const { database, report } = run;
      const calls = rowsOf<GenerationRow>(
        database,
        'generations',
        'synthesizrr/bootstrap/generate',
      );
      const labels = Array.from({ length: 12 }, (_, i) => (i % 2 ? 'negative' : 'positive'));
      expect(calls.map(({ prompt }) => prompt)).toEqual(labels.map(fewgenAsks));
      expect(JSON.parse(calls[0]!.parameters)).toMatchObject({ temperature: 0.95, topP: 0.9 });
      const seed = kept(run, 'synthesizrr/bootstrap/sift');
      const { neighbours } = stepValue<{ neighbours: unknown[] }>(database, 'synthesizrr/search');
      expect(neighbours).toHaveLength(seed.length);
      const examples = rowsOf<ExampleRow>(database, 'examples', 'synthesizrr/retricl/clean');
      const prompts = rowsOf<GenerationRow>(
        database,
        'generations',
        'synthesizrr/retricl/generate',
      );
      for (const [i, { label, lineage }] of examples.entries()) {
        const { query } = JSON.parse(lineage) as { query: string };
        const row = Number(/^seed:bootstrapped:(\d+)$/.exec(query)![1]) - 1;
        expect(seed[row]!.label).toBe(label);
        const blocks = prompts[i]!.prompt.split('\n\n').slice(0, -1);
        expect(blocks).toHaveLength(2);
        for (const block of blocks) {
          const shown = /\nReview: (.*)$/.exec(block)![1];
          expect(seed.find(({ text }) => text === shown)?.label).toBe(label);
        }
      }
      const entry = report.entries.find(({ recipe }) => recipe?.startsWith('synthesizrr/'))!;
      expect(entry.humanLabels).toBe(0);
      const tokens = [...calls, ...prompts].length;
      expect(entry.tokens).toBeGreaterThan(tokens);
      expect(report.entries.some(({ yardstick }) => yardstick === 'labelsAndRows')).toBe(true);
      // what stands for gold is no row of the dataset
      const reviewed = recordedKeys(database, { phase: 'clean' });
      expect(reviewed).toEqual(['synthesizrr/retricl/clean']);
    });
  });

  it('low-resource: three of the few human examples of the label, drawn for each call', async () => {
    await traced(`{ ${RETRICL}, bootstrap: 6, bootstrapExamples: 4 }`, ({ database, report }) => {
      const calls = rowsOf<GenerationRow>(
        database,
        'generations',
        'synthesizrr/bootstrap/generate',
      );
      const sets = new Set<string>();
      for (const [i, { prompt }] of calls.entries()) {
        const label = i % 2 ? 'negative' : 'positive';
        const few = goldOf(database, 'seed')
          .filter((row) => row.label === label)
          .slice(0, 4);
        const blocks = prompt.split('\n\n');
        expect(blocks.pop()).toBe(fewgenAsks(label));
        expect(blocks).toHaveLength(3);
        for (const block of blocks) {
          expect(few.map(({ text }) => `${fewgenAsks(label)} ${text}`)).toContain(block);
        }
        expect(new Set(blocks).size).toBe(3);
        sets.add(blocks.join('\n\n'));
      }
      expect(sets.size).toBeGreaterThan(4);
      const entry = report.entries.find(({ recipe }) => recipe?.startsWith('synthesizrr/'))!;
      expect(entry.humanLabels).toBe(8);
    });
  });

  it.each([
    [
      'bootstrap: 6, labelDistribution: gold',
      'Set labelDistribution to uniform, or bootstrap to 0.',
    ],
    ['bootstrapExamples: 5', 'set bootstrap to how many texts of each label to write'],
    ['subsample: 9', 'cannot draw 9 rows (subsample) of 8'],
  ])('refuses %s by name', async (settings, sentence) => {
    await expect(traced(`{ ${RETRICL}, ${settings} }`, () => {})).rejects.toThrow(sentence);
  });
});

it('refuses gold’s distribution for a FewGen that uses no label', async () => {
  await expect(
    traced('{ kind: fewgen, rows: 8, shots: 0, labelDistribution: gold }', () => {}),
  ).rejects.toThrow('recipes: fewgen with shots: 0 uses no human label');
});

it('over-generates and draws the dataset, each label its share; the others are surplus', async () => {
  await traced('{ kind: fewgen, rows: 24, shots: 0, subsample: 10 }', (run) => {
    const { database, report } = run;
    const examples = rowsOf<ExampleRow>(database, 'examples', 'fewgen/zero-shot/clean');
    expect(examples).toHaveLength(24);
    const rows = kept(run, 'fewgen/zero-shot/clean');
    const counts = ['positive', 'negative'].map(
      (label) => rows.filter((row) => row.label === label).length,
    );
    expect(counts).toEqual([5, 5]);
    const surplus = examples.filter(({ dropped_by }) => dropped_by === 'surplus').length;
    const entry = report.entries.find(({ recipe }) => recipe?.startsWith('fewgen/'))!;
    expect(entry.rows).toMatchObject({ asked: 24, generated: 24, kept: 10 });
    expect(entry.rows.dropped.surplus).toBe(surplus);
    expect(surplus).toBeGreaterThan(0);
  });
});

it('says how much the queries found the same (Figure 6)', async () => {
  const recipe = '{ kind: synthesizrr, variant: zero-shot, rows: 8, retrieval: bm25 }';
  await traced(recipe, ({ database, report }) => {
    const lists = stepValue<{ document: number }[][]>(database, 'synthesizrr/bm25/search');
    const found = lists.flatMap((list) => list.slice(0, 50).map(({ document }) => document));
    const fact = report.facts.find((sentence) => sentence.startsWith('SynthesizRR zero-shot'));
    expect(fact).toContain(
      `the top 50 of 12 queries have ${found.length} places and hold ${new Set(found).size} different`,
    );
  });
});
