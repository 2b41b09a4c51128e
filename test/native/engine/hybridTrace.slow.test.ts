import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStepKey, stepKey } from '../../../electron/engine/journal/stepKey.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  errorsOf,
  type GenerationRow,
  goldOf,
  passagesOf,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';
import { withoutUse } from '../../fixtures/withoutUse.ts';

/** SynthesizRR App. H's layout with the film prompts, written out by hand. */
const asks = (passage: string, label: string) =>
  `Movie details: ${passage}\nWrite a single sentence from a review which discusses ` +
  `what the reviewer ${label === 'positive' ? 'liked' : 'disliked'} about the movie. Include relevant ` +
  'details about the movie which are mentioned above. The review should only be a single short ' +
  'sentence. Add very minor typos.\nReview:';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-hybrid-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['dense', 'bm25'])('the hybrid of S3 and SynthesizRR, %s', (retrieval) => {
  let run: TracedRun;
  beforeAll(async () => {
    run = await tracedRun(path.join(folder, retrieval), models, [
      `{ kind: synthesizrr, variant: retricl, rows: 12, shots: 2, upperCosine: 1, retrieval: ${retrieval}, frame: raw }`,
      `{ kind: hybrid, rows: 12, rounds: 2, shots: 2, upperCosine: 1, retrieval: ${retrieval}, frame: raw }`,
    ]);
  });
  afterAll(() => run.database.close());

  /** For each validation example its passages' names by rank. */
  function ranked(): Map<number, string[]> {
    const { database } = run;
    const names = [...passagesOf(database).keys()];
    const lists =
      retrieval === 'dense'
        ? stepValue<{ neighbours: { passage: number }[][] }>(
            database,
            'hybrid/search',
          ).neighbours.map((list) => list.map(({ passage }) => passage))
        : stepValue<{ document: number }[][]>(database, 'hybrid/bm25/search').map((list) =>
            list.map(({ document }) => document),
          );
    const validation = goldOf(database, 'validation');
    return new Map(validation.map(({ line }, i) => [line, lists[i]!.map((at) => names[at]!)]));
  }

  it('begins with RetrICL’s own rows', () => {
    const { database } = run;
    const seed = rowsOf<ExampleRow>(database, 'examples', 'hybrid/seed/clean');
    expect(seed).toHaveLength(12);
    expect(seed).toEqual(
      rowsOf<ExampleRow>(database, 'examples', 'synthesizrr/retricl/clean').map((row, i) => ({
        ...row,
        step: (seed[i] as ExampleRow & { step: number }).step,
      })),
    );
  });

  it('an error finds a passage of rank 3 or more, once for each label, and gives it its label', () => {
    const { database } = run;
    const passages = passagesOf(database);
    const lists = ranked();
    const used = new Set(
      rowsOf<ExampleRow>(database, 'examples', 'hybrid/seed/clean').map(
        ({ label, lineage }) => `${label} ${(JSON.parse(lineage) as { passage: string }).passage}`,
      ),
    );
    let asked = 0;
    for (const q of [0, 1]) {
      const errors = errorsOf(database, `hybrid/round-${q}/train`);
      expect(errors.length).toBeGreaterThan(0);
      const draws = recordedKeys(database, { recipe: 'hybrid', round: q, phase: 'clean' });
      for (const key of draws) {
        const examples = rowsOf<ExampleRow>(database, 'examples', key);
        const calls = rowsOf<GenerationRow>(
          database,
          'generations',
          stepKey('generate', ...parseStepKey(key).place),
        );
        expect(calls).toHaveLength(examples.length);
        for (const [i, { label, lineage }] of examples.entries()) {
          const { error, passage } = JSON.parse(lineage) as { error: string; passage: string };
          const line = Number(error.split(':').at(-1));
          expect(errors.find((row) => row.line === line)?.label).toBe(label);
          const list = lists.get(line)!;
          expect(list.indexOf(passage)).toBeGreaterThanOrEqual(2);
          // the nearest that was not rewritten with this label yet
          if (retrieval === 'bm25') {
            const first = list.slice(2).find((name) => !used.has(`${label} ${name}`));
            expect(passage).toBe(first);
          }
          expect(used.has(`${label} ${passage}`)).toBe(false);
          used.add(`${label} ${passage}`);
          expect(calls[i]!.prompt.endsWith(asks(passages.get(passage)!, label))).toBe(true);
          asked++;
        }
      }
    }
    expect(asked).toBeGreaterThan(4);
  });

  it('shows pairs of its neighbours of the same label, itself first', () => {
    const { database } = run;
    const passages = passagesOf(database);
    const lists = ranked();
    const validation = goldOf(database, 'validation');
    const examples = rowsOf<ExampleRow>(database, 'examples', 'hybrid/round-0/draw-0/clean');
    const calls = rowsOf<GenerationRow>(database, 'generations', 'hybrid/round-0/draw-0/generate');
    for (const [i, { label, lineage }] of examples.entries()) {
      const { error } = JSON.parse(lineage) as { error: string };
      const itself = validation.find(({ line }) => error.endsWith(`:${line}`))!;
      const blocks = calls[i]!.prompt.split('\n\n').slice(0, -1);
      expect(blocks.length).toBeGreaterThan(0);
      expect(blocks.length).toBeLessThanOrEqual(2);
      const shown = blocks.map((block) => {
        const text = /\nReview: (.*)$/.exec(block)![1]!;
        const example = validation.find((row) => row.text === text)!;
        expect(example.label).toBe(label);
        const nearest = lists
          .get(example.line)!
          .slice(0, 2)
          .map((name) => passages.get(name)!);
        expect(nearest.map((passage) => `${asks(passage, label)} ${text}`)).toContain(block);
        return example;
      });
      if (retrieval === 'bm25') expect(shown[0]).toEqual(itself);
      expect(new Set(shown).size).toBe(shown.length);
    }
  });

  it('is reported by rounds, beside the labels of both splits that it used', () => {
    const { report } = run;
    const rounds = report.entries.filter(({ recipe }) => recipe === 'hybrid');
    expect(rounds.map(({ title, humanLabels }) => [title, humanLabels])).toEqual([
      ['S3 x SynthesizRR seed only', 28],
      ['S3 x SynthesizRR after round 1', 28],
      ['S3 x SynthesizRR after round 2', 28],
    ]);
    expect(rounds.map(({ test }) => test !== null)).toEqual([false, false, true]);
    const yardsticks = report.entries.filter(({ yardstick }) => yardstick !== null);
    const of = (title: string) => yardsticks.find((entry) => withoutUse(entry.title) === title);
    expect(of('seed and validation labels alone')).toMatchObject({ humanLabels: 28 });
    expect(of('frozen encoder, seed and validation labels')?.test?.n).toBe(20);
    expect(of('labels + rows of S3 x SynthesizRR')).toMatchObject({
      humanLabels: 28,
      validation: null,
    });
  });
});
