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
  goldOf,
  lookAt,
  rowsOf,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

// BARE: drafts in raw text by a base model or the teacher, which are refined in a chat
const { script } = vi.hoisted(() => ({
  script: {
    refine: (_draft: string): string => '',
    draft: undefined as ((prompt: string, seed: number) => string) | undefined,
  },
}));
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () =>
    scriptedModels({
      answer: (prompt, seed) => {
        const draft = /\nHere is a first draft:\n([\s\S]*)\n\nRewrite the draft/.exec(prompt)?.[1];
        return draft === undefined ? answerTo(prompt, seed) : script.refine(draft);
      },
      ...(script.draft ? { draft: script.draft } : {}),
    }),
}));

const asked = (label: string) =>
  'Write a single sentence from a review which discusses what the reviewer ' +
  `${label === 'positive' ? 'liked' : 'disliked'} about the movie. Include relevant details about the movie. ` +
  'The review should only be a single short sentence. Add very minor typos.';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-drafts-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inTurn = (n: number) =>
  Array.from({ length: n }, (_, i) => (i % 2 ? 'negative' : 'positive'));

async function traced(
  name: string,
  recipe: string,
  look: (run: TracedRun) => void,
  options: TinyOptions = {},
): Promise<void> {
  await lookAt(tracedRun(path.join(folder, name), models, [recipe], options), look);
}

const callsOf = ({ database }: TracedRun, key: string) =>
  rowsOf<GenerationRow>(database, 'generations', key);

describe('FewGen whose drafts a base model writes', () => {
  it('asks the base model in raw text with shots, and the teacher to refine each', async () => {
    script.draft = (prompt, seed) => `${answerTo(prompt, seed)}\nReview: more of it`;
    script.refine = (draft) => `Here is an improved review: "Truly, ${draft}"`;
    const recipe = '{ kind: fewgen, rows: 12, shots: 2, refine: on }';
    await traced(
      'base',
      recipe,
      (run) => {
        const drafts = callsOf(run, 'fewgen/few-shot/drafts/generate');
        const refinements = callsOf(run, 'fewgen/few-shot/generate');
        const seed = goldOf(run.database, 'seed');
        expect([drafts.length, refinements.length]).toEqual([12, 12]);
        for (const [i, label] of inTurn(12).entries()) {
          expect([drafts[i]!.chat, refinements[i]!.chat]).toEqual([0, 1]);
          const blocks = drafts[i]!.prompt.split('\n\n');
          expect(blocks.pop()).toBe(`${asked(label)}\nReview:`);
          const shown = blocks.map((block) => block.slice(`${asked(label)}\nReview: `.length));
          expect(shown).toHaveLength(2);
          for (const text of shown) {
            expect(seed.find((row) => row.text === text)?.label).toBe(label);
          }
          const draft = drafts[i]!.output.split('\n')[0]!;
          expect(refinements[i]!.prompt).toBe(
            `${asked(label)} Write it as the reviewer, in the first person. Reply with the review only.\n\n` +
              `Here is a first draft:\n${draft}\n\nRewrite the draft so that it is better. Keep its subject. ` +
              'Reply with the text only.',
          );
        }
        const examples = rowsOf<ExampleRow>(run.database, 'examples', 'fewgen/few-shot/clean');
        expect(examples.map(({ label }) => label)).toEqual(inTurn(12));
        for (const [i, { text, lineage }] of examples.entries()) {
          expect(text).toBe(`Truly, ${drafts[i]!.output.split('\n')[0]}`);
          const { generation, draft } = JSON.parse(lineage) as Lineage;
          expect(parseItemName(generation)).toMatchObject({ key: 'fewgen/few-shot/generate', i });
          expect(parseItemName(draft!)).toMatchObject({
            key: 'fewgen/few-shot/drafts/generate',
            i,
          });
        }
        const entry = run.report.entries.find(({ recipe }) => recipe === 'fewgen/few-shot')!;
        expect(entry).toMatchObject({ humanLabels: 4, rows: { asked: 12, generated: 12 } });
        const tokens = [...drafts, ...refinements].reduce(
          (sum, { output }) => sum + output.split(/\s+/).length,
          0,
        );
        expect(entry.tokens).toBe(tokens);
        expect(run.notes).toContain(
          'FewGen: tiny-quoter writes drafts as raw text, and tiny-teacher refines them.',
        );
        expect(run.report.facts).toContain(
          'Base model tiny-quoter, which writes drafts as raw text, works by a script.',
        );
      },
      { more: 'base: tiny-quoter' },
    );
  });

  it('shows a row’s draft in Review', async () => {
    const project = path.join(folder, 'base', 'tiny.stillroom');
    const { database, close } = await openProject(project, { create: false });
    syncRows(database);
    const id = database.get<{ id: number }>('SELECT id FROM review_rows ORDER BY id')!.id;
    const { draft, generation, line } = lineageOf(database, id);
    expect(draft).toMatch(/\nReview: more of it$/);
    expect(generation!.prompt).toContain(draft!.split('\n')[0]);
    expect(line).toBeNull();
    close();
  });

  it('drops what is empty, refuses, or repeats what was asked, and refines no empty draft', async () => {
    let n = 0;
    script.draft = (prompt, seed) => (++n % 8 === 0 ? '' : answerTo(prompt, seed));
    let m = 0;
    script.refine = (draft) => {
      m++;
      if (m % 7 === 1) return '';
      if (m % 7 === 2) return "I'm sorry, but I cannot fulfill this request.";
      if (m % 7 === 3) return asked('positive');
      return `Truly, ${draft}`;
    };
    await traced(
      'dropped',
      '{ kind: fewgen, rows: 24, shots: 0, refine: on }',
      (run) => {
        const refinements = callsOf(run, 'fewgen/zero-shot/generate');
        expect(refinements).toHaveLength(24 - 3);
        const examples = rowsOf<ExampleRow>(run.database, 'examples', 'fewgen/zero-shot/clean');
        expect(examples).toHaveLength(24);
        const reasons = examples.map(({ dropped_by }) => dropped_by);
        // three empty drafts; of 21 refinements three are empty, three refuse and three repeat
        expect(reasons.filter((reason) => reason === 'empty')).toHaveLength(3 + 3 + 3);
        expect(reasons.filter((reason) => reason === 'refusal')).toHaveLength(3);
        expect(reasons[7]).toBe('empty');
        const { generation, draft } = JSON.parse(examples[7]!.lineage) as Lineage;
        expect(parseItemName(generation)!.key).toBe('fewgen/zero-shot/drafts/generate');
        expect(draft).toBeUndefined();
      },
      { more: 'base: tiny-quoter' },
    );
  });
});

it('ZeroGen and AttrPrompt draft by the teacher itself, if no base model is named', async () => {
  script.draft = undefined;
  script.refine = (draft) => `Truly, ${draft}`;
  await traced('zerogen', '{ kind: zerogen, rows: 12, refine: on }', (run) => {
    const drafts = callsOf(run, 'zerogen/drafts/generate');
    const refinements = callsOf(run, 'zerogen/generate');
    expect(drafts[0]!.prompt).toMatch(
      /^The movie review in positive sentiment for movie ".*" is: "$/,
    );
    expect(refinements.map(({ chat }) => chat)).toEqual(Array(12).fill(1));
    expect(JSON.parse(refinements[0]!.parameters)).toMatchObject({ maxTokens: 50, stop: ['\n'] });
    const examples = rowsOf<ExampleRow>(run.database, 'examples', 'zerogen/clean');
    expect(examples.map(({ text }) => text)).toEqual(
      drafts.map(({ output }) => `Truly, ${output.slice(0, output.indexOf('"'))}`),
    );
    expect(run.notes).toContain(
      'ZeroGen: tiny-teacher writes drafts as raw text, and tiny-teacher refines them.',
    );
  });
  const simple = '{ kind: attrprompt, variant: simple, rows: 12, refine: on }';
  await traced('simple', simple, (run) => {
    const [draft] = callsOf(run, 'attrprompt/simple/drafts/generate');
    expect(draft).toMatchObject({
      chat: 0,
      prompt:
        'Suppose you are a writer for movie review. Please give an example of a synthetic positive movie review.\n' +
        'Write it as the reviewer, in the first person. Reply with the review only.\nReview:',
    });
    const [refinement] = callsOf(run, 'attrprompt/simple/generate');
    expect(refinement!.prompt).toMatch(/^Suppose you are a writer for movie review\./);
    expect(refinement!.prompt).toContain(`\nHere is a first draft:\n${draft!.output}\n`);
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'attrprompt/simple/clean');
    expect(rows.every(({ text }) => text.startsWith('Truly, '))).toBe(true);
  });
  // each row's requirements are the same in its draft and in what refines it
  await traced('attributed', '{ kind: attrprompt, rows: 12, values: 3, refine: on }', (run) => {
    const drafts = callsOf(run, 'attrprompt/attributed/drafts/generate');
    for (const [i, { prompt }] of callsOf(run, 'attrprompt/attributed/generate').entries()) {
      const request = drafts[i]!.prompt.slice(0, -'\nReview:'.length);
      expect(prompt.startsWith(`${request}\n\nHere is a first draft:\n`)).toBe(true);
    }
  });
});

it('names a base model that is not there, is the teacher, or is for something else', async () => {
  script.draft = undefined;
  const ask = (name: string, base: string) =>
    traced(name, '{ kind: fewgen, rows: 12, shots: 0, refine: on }', () => {}, {
      more: `base: ${base}`,
    });
  await expect(ask('none', 'no-such-model')).rejects.toThrow(/^base: .*no-such-model/);
  await expect(ask('same', 'tiny-teacher')).rejects.toThrow(
    'base: tiny-teacher is the teacher too. Leave base out, and the teacher writes the drafts itself, or name another model.',
  );
  await expect(ask('role', 'tiny-bert')).rejects.toThrow(/^base: .*tiny-bert/);
});
