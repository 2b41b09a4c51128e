import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, readExperiment, runExperiment } from '../../../electron/engine/engine.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { type Database, openDatabase } from '../../../native/sqlite/database.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';
import { withoutUse } from '../../fixtures/withoutUse.ts';

let folder: string;
let models: string;
let experiment: string;
let project: string;
let report: Report;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-recipes-'));
  models = await makeTinyModels(folder);
  ({ experiment, project } = makeTinyExperiment(path.join(folder, 'p')));
  ({ report } = await run());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(): Promise<{ report: Report; notes: string[]; made: Record<string, number> }> {
  const notes: string[] = [];
  const made: Record<string, number> = {};
  const events = {
    onProgress: ({ key, total, reused }: { key: string; total: number; reused: number }) => {
      made[key] = total - reused;
    },
    onTraining: () => {},
    onNote: (sentence: string) => notes.push(sentence),
    onWait: () => {},
  };
  const outcome = await runExperiment(
    readExperiment(experiment).experiment,
    events,
    new AbortController().signal,
    openModelStore({ folder: models }),
  );
  if (outcome.state !== 'done' || !outcome.report) throw new Error(outcome.state);
  return { report: outcome.report, notes, made };
}

function inDatabase<T>(read: (database: Database) => T): T {
  const database = openDatabase(path.join(project, 'project.db'));
  try {
    return read(database);
  } finally {
    database.close();
  }
}

interface Gold {
  readonly text: string;
  readonly label: string;
  readonly line: number;
}
const goldOf = (database: Database, split: string) =>
  database.all<Gold>('SELECT text, label, line FROM gold WHERE split = ? ORDER BY i', split);

function rowsOf<Row>(database: Database, table: 'generations' | 'examples', key: string): Row[] {
  return database.all<Row>(
    `SELECT ${table}.* FROM ${table} JOIN steps ON steps.id = step WHERE key = ? ORDER BY i`,
    key,
  );
}

const stepValue = <T>(database: Database, key: string) =>
  JSON.parse(
    database.get<{ value: string }>('SELECT value FROM steps WHERE key = ?', key)!.value,
  ) as T;

interface Example {
  readonly text: string;
  readonly label: string;
  readonly lineage: string;
}

describe('S3', () => {
  it('Algorithm 1: N_seed prompts, each asking for the label that its row gets', () => {
    inDatabase((database) => {
      const generations = rowsOf<{ prompt: string; chat: number }>(
        database,
        'generations',
        's3/seed/generate',
      );
      const examples = rowsOf<Example>(database, 'examples', 's3/seed/clean');
      expect(generations).toHaveLength(24);
      expect(examples).toHaveLength(24);
      for (const [i, { prompt, chat }] of generations.entries()) {
        expect(prompt).toContain(` ${examples[i]!.label} `);
        expect(chat).toBe(1);
        expect(JSON.parse(examples[i]!.lineage).generation).toMatch(
          new RegExp(`^s3/seed/generate@[0-9a-f]{8}#${i}$`),
        );
      }
      expect(new Set(examples.map(({ label }) => label)).size).toBe(2);
    });
  });

  it.each([0, 1])(
    'Algorithm 2, round %i: one prompt for each validation error, with its text and label',
    (q) => {
      inDatabase((database) => {
        const validation = goldOf(database, 'validation');
        const student = stepValue<{ predictions: { validation: string[]; test: string[] } }>(
          database,
          `s3/round-${q}/train`,
        );
        const errors = validation.filter(
          ({ label }, row) => student.predictions.validation[row] !== label,
        );
        expect(errors.length).toBeGreaterThan(0);
        expect(student.predictions.test, 'a round does not see the test set').toEqual([]);
        const generations = rowsOf<{ prompt: string }>(
          database,
          'generations',
          `s3/round-${q}/draw-0/generate`,
        );
        const examples = rowsOf<Example>(database, 'examples', `s3/round-${q}/draw-0/clean`);
        expect(generations).toHaveLength(errors.length);
        for (const [i, { text, label, line }] of errors.entries()) {
          expect(generations[i]!.prompt).toContain(text);
          expect(generations[i]!.prompt).toContain(` ${label} `);
          expect(examples[i]!.label).toBe(label);
          expect(JSON.parse(examples[i]!.lineage).error).toBe(`validation:train.jsonl:${line}`);
        }
      });
    },
  );

  it('reports R + 1 students, and the test accuracy of the last one only', () => {
    const rounds = report.entries.filter(({ recipe }) => recipe === 's3');
    expect(rounds.map(({ title }) => title)).toEqual([
      'S3 seed only',
      'S3 after round 1',
      'S3 after round 2',
    ]);
    expect(rounds.map(({ test }) => test !== null)).toEqual([false, false, true]);
    expect(rounds.every(({ humanLabels }) => humanLabels === 16)).toBe(true);
  });
});

describe('SynthesizRR', () => {
  it.each(['zero-shot', 'retricl'])(
    '%s: a row has the label of the query that found its passage',
    (variant) => {
      inDatabase((database) => {
        const seed = goldOf(database, 'seed');
        for (const { label, lineage } of rowsOf<Example>(
          database,
          'examples',
          `synthesizrr/${variant}/clean`,
        )) {
          const { query } = JSON.parse(lineage) as { query: string };
          const line = Number(query.split(':').at(-1));
          expect(seed.find((row) => row.line === line)?.label).toBe(label);
        }
      });
    },
  );

  it('RetrICL: ranks 1 and 2 of a query are never its inputs', () => {
    inDatabase((database) => {
      const seed = goldOf(database, 'seed');
      const names = stepValue<string[]>(database, 'corpus/cut');
      const { neighbours } = stepValue<{ neighbours: { passage: number }[][] }>(
        database,
        'synthesizrr/search',
      );
      const examples = rowsOf<Example>(database, 'examples', 'synthesizrr/retricl/clean');
      expect(examples.length).toBeGreaterThan(0);
      for (const { lineage } of examples) {
        const { query, passage } = JSON.parse(lineage) as { query: string; passage: string };
        const row = seed.findIndex(({ line }) => query.endsWith(`:${line}`));
        const rank = neighbours[row]!.findIndex(
          (neighbour) => names[neighbour.passage] === passage,
        );
        expect(rank).toBeGreaterThanOrEqual(2);
      }
    });
  });

  it('zero-shot, raw: the passage, the instruction, and the name of the answer to go on from', () => {
    inDatabase((database) => {
      const calls = rowsOf<{ prompt: string; chat: number }>(
        database,
        'generations',
        'synthesizrr/zero-shot/generate',
      );
      for (const { prompt, chat } of calls) {
        expect(chat).toBe(0);
        expect(prompt.match(/^Movie details: /gm)).toHaveLength(1);
        expect(prompt).toMatch(/\nWrite a single sentence from a review .*\nReview:$/);
      }
    });
  });

  it('RetrICL, in a chat: two shots of the label as turns, then the passage and the instruction', () => {
    inDatabase((database) => {
      const seed = goldOf(database, 'seed');
      const examples = rowsOf<Example>(database, 'examples', 'synthesizrr/retricl/clean');
      const calls = rowsOf<{ prompt: string; chat: number; parameters: string }>(
        database,
        'generations',
        'synthesizrr/retricl/generate',
      );
      for (const [i, { prompt, chat, parameters }] of calls.entries()) {
        expect(chat, 'the tiny teacher has a chat template').toBe(1);
        const begins = (JSON.parse(parameters) as { turns: number[] }).turns;
        expect(begins).toHaveLength(4);
        const turns = [0, ...begins].map((from, turn) => prompt.slice(from, begins[turn]).trim());
        for (const asked of [0, 2, 4]) {
          expect(turns[asked]).toMatch(
            /^Movie details: .*\nWrite a single sentence from a review .* typos\. Write it as the reviewer, in the first person\. Reply with the review only\.$/,
          );
        }
        for (const answer of [turns[1], turns[3]]) {
          expect(seed.find(({ text }) => text === answer)?.label).toBe(examples[i]!.label);
        }
      }
    });
  });

  it('asks for equally many rows of each label', () => {
    inDatabase((database) => {
      const examples = rowsOf<Example>(database, 'examples', 'synthesizrr/zero-shot/clean');
      expect(examples.filter(({ label }) => label === 'positive')).toHaveLength(8);
      expect(examples.filter(({ label }) => label === 'negative')).toHaveLength(8);
    });
  });
});

describe('the report', () => {
  it('counts every row: asked, generated, dropped and kept', () => {
    for (const { rows } of report.entries.filter((entry) => entry.recipe !== null)) {
      const dropped = Object.values(rows.dropped).reduce((sum, n) => sum + n, 0);
      expect(rows.kept + dropped).toBe(rows.generated);
    }
  });

  it('has the yardsticks of the labels that were used, with sample sizes and intervals', () => {
    const yardsticks = report.entries.filter(({ yardstick }) => yardstick !== null);
    expect(yardsticks.map(({ title, humanLabels }) => [withoutUse(title), humanLabels])).toEqual([
      ['always "positive"', 0],
      ['the teacher as classifier', 0],
      ['the teacher, not calibrated', 0],
      ['seed labels alone', 12],
      ['frozen encoder, seed labels', 12],
      ['validation labels alone', 16],
      ['frozen encoder, validation labels', 16],
      ['seed and validation labels alone', 28],
      ['frozen encoder, seed and validation labels', 28],
      ['labels + rows of S3', 28],
      ['frozen encoder, labels + rows of S3 (mixed)', 28],
      ['labels + rows of SynthesizRR zero-shot', 28],
      ['frozen encoder, labels + rows of SynthesizRR zero-shot (mixed)', 28],
      ['labels + rows of SynthesizRR RetrICL', 28],
      ['frozen encoder, labels + rows of SynthesizRR RetrICL (mixed)', 28],
    ]);
    for (const { test } of yardsticks) {
      expect(test?.n).toBe(20);
      expect(test!.ci95[0]).toBeLessThanOrEqual(test!.accuracy);
      expect(test!.ci95[1]).toBeGreaterThanOrEqual(test!.accuracy);
    }
  });
});

describe('an edited experiment', () => {
  it('that is the same makes nothing anew', async () => {
    const { made, report: again } = await run();
    expect(Object.values(made).every((n) => n === 0)).toBe(true);
    expect(again.entries.map(({ test }) => test)).toEqual(report.entries.map(({ test }) => test));
  });

  it('reuses equal steps and says what changed', async () => {
    const before = inDatabase((database) => rowsOf(database, 'generations', 's3/seed/generate'));
    const text = readFileSync(experiment, 'utf8');
    const edited = text
      .replace('kind: s3, rows: 24', 'kind: s3, rows: 30')
      .replace('variant: zero-shot, rows: 16', 'variant: zero-shot, rows: 20');
    writeFileSync(experiment, edited);
    const { made, notes } = await run();
    expect(notes.join('\n')).toContain('recipes[0].rows: 24 -> 30');
    expect(made['s3/seed/generate']).toBe(6);
    expect(made['synthesizrr/zero-shot/generate']).toBe(4);
    expect(made['synthesizrr/retricl/generate']).toBe(0);
    expect(made['corpus/embed']).toBe(0);
    expect(made['s3/round-0/train']).toBe(1);
    const after = inDatabase((database) => rowsOf(database, 'generations', 's3/seed/generate'));
    expect(after.slice(0, 24)).toEqual(before);
    expect(after).toHaveLength(30);
  });

  it('gives a filter its rows back when it is switched off, without a new generation', async () => {
    writeFileSync(
      experiment,
      `${readFileSync(experiment, 'utf8')}cleaning: { off: [copyOfGold, nearDuplicate] }\n`,
    );
    const { made } = await run();
    expect(made['s3/seed/generate']).toBe(0);
    expect(made['s3/seed/clean']).toBe(1);
  });
});
