import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseItemName } from '../../../electron/engine/journal/stepKey.ts';
import { openProject } from '../../../electron/engine/project/project.ts';
import { lineageOf } from '../../../electron/engine/review/lineageOf.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import type { Lineage } from '../../../electron/engine/steps/example.ts';
import { answerTo, scriptedModels } from '../../fixtures/scriptedModels.ts';
import { makeTinyModels, type TinyOptions } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  type GenerationRow,
  lookAt,
  rowsOf,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

// Verbalized Sampling: a teacher that answers with three texts and their probabilities where it is asked for them
const { teacher } = vi.hoisted(() => ({
  teacher: { several: (_texts: readonly string[]): string => '' },
}));
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () =>
    scriptedModels({
      answer: (prompt, seed) =>
        prompt.includes('its probability')
          ? teacher.several([1, 2, 3].map((n) => answerTo('a text', seed + n)))
          : answerTo(prompt, seed),
    }),
}));

const SEVERAL =
  '\nWrite 3 of them, drawn from all that could be written, not only the most typical. Put each on a line of its ' +
  'own, behind its number and, in parentheses, its probability: 1. (0.12)';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-verbalized-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function traced(
  name: string,
  recipe: string,
  look: (run: TracedRun) => void,
  options: TinyOptions = {},
): Promise<void> {
  await lookAt(tracedRun(path.join(folder, name), models, [recipe], options), look);
}

const asLines = (texts: readonly string[]) =>
  texts.map((text, i) => `${i + 1}. (0.${i + 1}0) ${text}\n`).join('');

const callsOf = ({ database }: TracedRun, key: string) =>
  rowsOf<GenerationRow>(database, 'generations', key);
const examplesOf = ({ database }: TracedRun, key: string) =>
  rowsOf<ExampleRow>(database, 'examples', key);
const placeOf = ({ lineage }: ExampleRow) =>
  parseItemName((JSON.parse(lineage) as Lineage).generation)!;

describe('FewGen', () => {
  it('asks for several texts behind its shots, whose calls they share', async () => {
    teacher.several = (texts) => asLines(texts.map((text) => `Review: "${text}"`));
    await traced('fewgen', '{ kind: fewgen, rows: 17, shots: 2, verbalized: 3 }', (run) => {
      const calls = callsOf(run, 'fewgen/few-shot/generate');
      // 17 rows are six answers of three texts, less one
      expect(calls).toHaveLength(6);
      for (const { prompt, chat, parameters } of calls) {
        const { turns, maxTokens, stop, grammar } = JSON.parse(parameters);
        // two requests with their answers, and the one that is open
        expect([chat, turns.length, maxTokens, stop]).toEqual([1, 4, 150, []]);
        expect(grammar).toContain('"3. (0." [0-9] [0-9] ") " line');
        expect(prompt.slice(turns.at(-1))).toMatch(/^Write a single sentence from a review/);
        expect(prompt.endsWith(`Reply with the review only.${SEVERAL}`)).toBe(true);
        expect(prompt.split(SEVERAL)).toHaveLength(2);
      }
      const examples = examplesOf(run, 'fewgen/few-shot/clean');
      expect(examples).toHaveLength(17);
      for (const [row, example] of examples.entries()) {
        const call = Math.floor(row / 3);
        const line = calls[call]!.output.split('\n')[row % 3]!;
        expect(line.slice('1. (0.10) '.length)).toBe(`Review: "${example.text}"`);
        expect(example.label).toBe(call % 2 ? 'negative' : 'positive');
        expect(placeOf(example)).toMatchObject({ i: call, line: (row % 3) + 1 });
      }
      const entry = run.report.entries.find(({ recipe }) => recipe === 'fewgen/few-shot')!;
      expect(entry.rows).toMatchObject({ asked: 17, generated: 17 });
    });
  });

  it('has each row in Review, with the line that it is', async () => {
    const project = path.join(folder, 'fewgen', 'tiny.stillroom');
    const { database, close } = await openProject(project, { create: false });
    syncRows(database);
    // a second time changes nothing
    syncRows(database);
    const rows = database.all<{ id: number; text: string }>(
      'SELECT id, text FROM review_rows WHERE current = 1 ORDER BY id',
    );
    expect(rows).toHaveLength(17);
    for (const [row, { id, text }] of rows.entries()) {
      const { generation, line, draft } = lineageOf(database, id);
      expect([line, draft]).toEqual([(row % 3) + 1, null]);
      expect(generation!.output.split('\n')[line! - 1]).toContain(text);
    }
    close();
  });

  it('drops lines that it cannot read, and says so', async () => {
    teacher.several = ([first, second]) => `Here are three:\n1. (0.2) ${first}\n2: ${second}\n`;
    await traced('unreadable', '{ kind: fewgen, rows: 24, shots: 0, verbalized: 3 }', (run) => {
      const examples = examplesOf(run, 'fewgen/zero-shot/clean');
      expect(examples).toHaveLength(24);
      expect(examples.map(({ dropped_by }) => dropped_by)).toEqual(
        Array.from({ length: 24 }, (_, i) => (i % 3 === 1 ? null : 'unreadable')),
      );
      expect(examples[0]).toMatchObject({ text: 'Here are three:' });
      const entry = run.report.entries.find(({ recipe }) => recipe === 'fewgen/zero-shot')!;
      expect(entry.rows).toMatchObject({ kept: 8, dropped: { unreadable: 16 } });
    });
    teacher.several = () => 'I would rather not';
    await expect(
      traced('mute', '{ kind: fewgen, rows: 24, shots: 0, verbalized: 3 }', () => {}),
    ).rejects.toThrow('Dropped: unreadable 8.');
  });
});

describe('S3 and GoldGen', () => {
  it('write the seed set so, and one row for each error', async () => {
    teacher.several = asLines;
    await traced('s3', '{ kind: s3, rows: 25, rounds: 1, verbalized: 3 }', (run) => {
      const calls = callsOf(run, 's3/seed/generate');
      expect(calls).toHaveLength(9);
      const examples = examplesOf(run, 's3/seed/clean');
      expect(examples).toHaveLength(25);
      for (const [row, { text, label }] of examples.entries()) {
        const { prompt, output } = calls[Math.floor(row / 3)]!;
        expect(prompt.endsWith(SEVERAL)).toBe(true);
        expect(prompt).toContain(`write a ${label} review`);
        expect(output.split('\n')[row % 3]).toContain(text);
      }
      for (const { prompt } of callsOf(run, 's3/round-0/draw-0/generate')) {
        expect(prompt).not.toContain(SEVERAL);
      }
    });
  });

  it('ask for pairs with the same context', async () => {
    const pairs: TinyOptions = {
      isOfPairs: true,
      prompts: 'generic-pairs',
      labels: ['entailment', 'not_entailment'],
    };
    const recipe = '{ kind: s3, rows: 24, rounds: 0, verbalized: 3 }';
    await traced(
      'pairs',
      recipe,
      (run) => {
        const calls = callsOf(run, 's3/seed/generate');
        expect(calls).toHaveLength(8);
        for (const [row, example] of examplesOf(run, 's3/seed/clean').entries()) {
          const { prompt } = calls[Math.floor(row / 3)]!;
          expect(prompt).toContain(`Here is a text: ${example.context}\n`);
          expect(placeOf(example).line).toBe((row % 3) + 1);
        }
      },
      pairs,
    );
    await expect(traced('raw', recipe, () => {}, { ...pairs, prompts: 'rte' })).rejects.toThrow(
      'with the prompt set rte the teacher continues raw text. Leave verbalized out',
    );
  });

  it('GoldGen keeps exactly the rows that were asked for', async () => {
    teacher.several = asLines;
    await traced('goldgen', '{ kind: goldgen, rows: 20, verbalized: 3 }', (run) => {
      // seven of the sixteen validation examples, three rows for each, less one
      expect(callsOf(run, 'goldgen/pass-0/generate')).toHaveLength(7);
      const examples = examplesOf(run, 'goldgen/pass-0/clean');
      expect(examples).toHaveLength(20);
      const errors = examples.map(({ lineage }) => (JSON.parse(lineage) as Lineage).error);
      expect(new Set(errors).size).toBe(7);
      expect(errors[0]).toBe(errors[2]);
      const entry = run.report.entries.find(({ recipe }) => recipe === 'goldgen')!;
      expect(entry.rows.kept).toBe(20);
    });
  });
});
