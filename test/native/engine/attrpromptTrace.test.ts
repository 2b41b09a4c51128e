import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseItemName } from '../../../electron/engine/journal/stepKey.ts';
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

// a teacher that lists values, finds some of them relevant to other labels, and answers at length
const { teacher } = vi.hoisted(() => ({
  teacher: { answer: (_prompt: string, _seed: number): string => '' },
}));
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () => scriptedModels({ answer: (prompt, seed) => teacher.answer(prompt, seed) }),
}));

const SUBTOPICS = ['acting', 'plot', 'music', 'pace', 'camera', 'humour', 'ending', 'cast'];
const STYLES = ['plain', 'ironic', 'formal'];
const GENRES = ['horror', 'comedy', 'drama'];
const numbered = (entries: readonly string[]) =>
  entries.map((entry, i) => `${i + 1}. ${entry}`).join('\n');

function listAndJudge(prompt: string, seed: number): string {
  if (prompt.includes('subtopics')) return numbered(SUBTOPICS);
  if (prompt.includes('genres')) return numbered(GENRES);
  if (prompt.includes('writing styles')) return numbered(STYLES);
  if (prompt.startsWith('Consider')) return prompt.includes('ending') ? '0' : 'Yes: 1';
  return answerTo(prompt, seed);
}

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-attrprompt-'));
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

const callsOf = ({ database }: TracedRun, key: string) =>
  rowsOf<GenerationRow>(database, 'generations', key);

it('lists values, leaves out five that fit the other label too, and draws each independently', async () => {
  teacher.answer = listAndJudge;
  await traced('films', '{ kind: attrprompt, rows: 120, values: 8 }', (run) => {
    const listed = callsOf(run, 'attrprompt/attributed/subtopic/0/call-1/generate');
    expect(listed.map(({ prompt }) => prompt)).toEqual([
      'List 8 diverse subtopics related to positive movie review. These subtopics should be unrelated to negative movie review.',
    ]);
    const styles = callsOf(run, 'attrprompt/attributed/style/call-1/generate');
    expect(styles.map(({ prompt }) => prompt)).toEqual([
      'List 8 diverse writing styles of movie reviews.',
    ]);
    // three of eight: asked again, twice at most
    expect(callsOf(run, 'attrprompt/attributed/style/call-3/generate')).toHaveLength(1);
    expect(run.notes).toContain(
      'AttrPrompt: the teacher listed 3 of 8 values of style; going on with those.',
    );
    const judged = callsOf(run, 'attrprompt/attributed/relevance/subtopic/1/generate');
    expect(judged.map(({ prompt }) => prompt)).toEqual(
      SUBTOPICS.map(
        (value) =>
          `Consider ${value}. Is it relevant to the following categories: positive? Return 1 for yes and 0 for no.`,
      ),
    );
    expect(JSON.parse(judged[0]!.parameters)).toMatchObject({ temperature: 0.7, topP: 0.95 });

    const calls = callsOf(run, 'attrprompt/attributed/generate');
    expect(calls).toHaveLength(120);
    expect(JSON.parse(calls[0]!.parameters)).toEqual({
      temperature: 1,
      topP: 1,
      maxTokens: 100,
      stop: ['\n'],
    });
    const drawn = calls.map(({ prompt }, i) => {
      const label = i % 2 ? 'negative' : 'positive';
      const parts =
        /^Write a (\w+) review for a movie, following the requirements below:\n1\. the review should focus on '(.+)';\n2\. should be in length between (\d+) words and (\d+) words;\n3\. the review should discuss about a (.+) movie;\n4\. the style of the review should be '(.+)'\.\nWrite it as the reviewer, in the first person\. Reply with the review only\.$/.exec(
          prompt,
        )!;
      expect(parts[1]).toBe(label);
      return parts.slice(2);
    });
    const seen = (at: number) => [...new Set(drawn.map((parts) => parts[at]))].sort();
    // the first five that the teacher found relevant are out; a sixth and the last are not
    expect(seen(0)).toEqual(['another subtopic', 'cast', 'ending', 'humour']);
    expect(seen(1)).toEqual(['15', '5']);
    expect(seen(2)).toEqual(['15', '30']);
    expect(seen(3)).toEqual([...GENRES].sort());
    expect(seen(4)).toEqual([...STYLES].sort());
    // independent: most of the 4 x 2 x 3 x 3 combinations occur
    expect(new Set(drawn.map((parts) => parts.join('|'))).size).toBeGreaterThan(50);

    const examples = rowsOf<ExampleRow>(run.database, 'examples', 'attrprompt/attributed/clean');
    expect(examples.map(({ label }) => label)).toEqual(
      calls.map((_, i) => (i % 2 ? 'negative' : 'positive')),
    );
    const { generation } = JSON.parse(examples[7]!.lineage) as Lineage;
    expect(parseItemName(generation)).toMatchObject({
      key: 'attrprompt/attributed/generate',
      i: 7,
    });
    const entry = run.report.entries.find(({ recipe }) => recipe === 'attrprompt/attributed')!;
    expect(entry).toMatchObject({ humanLabels: 0, title: 'AttrPrompt' });
  });
});

it('asks nothing about values that the user gives, and requires attributes of their own', async () => {
  teacher.answer = listAndJudge;
  const own =
    '{ subtopic: { positive: [joy], negative: [anger, spite] }, genre: [western], speaker: [a child] }';
  const recipe = `{ kind: attrprompt, rows: 24, values: 3, filter: off, attributes: ${own} }`;
  await traced('own', recipe, (run) => {
    const asked =
      'SELECT DISTINCT key FROM generations JOIN steps ON steps.id = step ORDER BY step';
    expect(run.database.column<string>(asked)).toEqual([
      'attrprompt/attributed/style/call-1/generate',
      'attrprompt/attributed/generate',
    ]);
    for (const [i, { prompt }] of callsOf(run, 'attrprompt/attributed/generate').entries()) {
      expect(prompt).toMatch(i % 2 ? /1\. .+ focus on '(anger|spite)'/ : /1\. .+ focus on 'joy'/);
      expect(prompt).toContain('about a western movie;');
      expect(prompt).toContain("5. the speaker should be 'a child'.\nWrite it as the reviewer");
    }
  });
});

it('SimPrompt asks the same of every row of a label', async () => {
  teacher.answer = answerTo;
  await traced('simple', '{ kind: attrprompt, variant: simple, rows: 12 }', (run) => {
    expect(callsOf(run, 'attrprompt/simple/generate').map(({ prompt }) => prompt)).toEqual(
      Array.from(
        { length: 12 },
        (_, i) =>
          `Suppose you are a writer for movie review. Please give an example of a synthetic ${i % 2 ? 'negative' : 'positive'} movie review.\nWrite it as the reviewer, in the first person. Reply with the review only.`,
      ),
    );
    const entry = run.report.entries.find(({ recipe }) => recipe === 'attrprompt/simple')!;
    expect(entry).toMatchObject({ humanLabels: 0, title: 'SimPrompt' });
  });
});

it('takes several texts from an answer that gives their probabilities', async () => {
  teacher.answer = (prompt, seed) =>
    prompt.includes('probability')
      ? [1, 2, 3].map((n) => `${n}. (0.${n}0) ${answerTo('a text', seed + n)}\n`).join('')
      : listAndJudge(prompt, seed);
  const recipe = '{ kind: attrprompt, variant: simple, rows: 17, verbalized: 3 }';
  await traced('verbalized', recipe, (run) => {
    const calls = callsOf(run, 'attrprompt/simple/generate');
    // 17 rows are six answers of three texts, less one
    expect(calls).toHaveLength(6);
    const { maxTokens, stop, grammar } = JSON.parse(calls[0]!.parameters);
    expect([maxTokens, stop]).toEqual([300, []]);
    expect(grammar).toContain('"3. (0." [0-9] [0-9] ") " line');
    const examples = rowsOf<ExampleRow>(run.database, 'examples', 'attrprompt/simple/clean');
    expect(examples).toHaveLength(17);
    for (const [row, { text, label, lineage }] of examples.entries()) {
      const call = Math.floor(row / 3);
      expect(calls[call]!.prompt).toMatch(
        /\nWrite 3 of them, drawn from all that could be written/,
      );
      expect(text).toBe(calls[call]!.output.split('\n')[row % 3]!.slice('1. (0.10) '.length));
      expect(label).toBe(call % 2 ? 'negative' : 'positive');
      expect(parseItemName((JSON.parse(lineage) as Lineage).generation)!.i).toBe(call);
    }
  });
});

it('names what the teacher did not list, and what is wrong with lists of one’s own', async () => {
  const ask = (name: string, more: string) =>
    traced(name, `{ kind: attrprompt, rows: 12${more} }`, () => {});
  teacher.answer = () => 'I would rather not say';
  await expect(ask('mute', '')).rejects.toThrow(
    'AttrPrompt: the teacher listed no subtopic for positive in 3 answers. Choose another teacher, or write a list of ' +
      'your own: attributes: { subtopic: [ … ] }.',
  );
  teacher.answer = listAndJudge;
  await expect(ask('half', ', attributes: { subtopic: { positive: [joy] } }')).rejects.toThrow(
    'recipes: attributes.subtopic has no values for the label negative.',
  );
  await expect(
    ask('other', ', attributes: { style: { positive: [a], negative: [b], neutral: [c] } }'),
  ).rejects.toThrow('recipes: attributes.style has values for neutral, which is no label');
  await expect(ask('empty', ', attributes: { style: [] }')).rejects.toThrow('attributes');
});
