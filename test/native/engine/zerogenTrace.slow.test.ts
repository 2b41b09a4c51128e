import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTinyModels, type TinyOptions } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  type GenerationRow,
  goldOf,
  rowsOf,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-zerogen-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function traced(
  name: string,
  recipe: string,
  options: TinyOptions,
  look: (run: TracedRun) => void,
): Promise<void> {
  const run = await tracedRun(path.join(folder, name), models, [recipe], {
    teacher: 'tiny-quoter',
    ...options,
  });
  try {
    look(run);
  } finally {
    run.database.close();
  }
}

/** Cuts an output as ZeroGen's code does: at the quote, else the line, else the last full stop. */
function cut(output: string): string {
  if (output.includes('"')) return output.split('"')[0]!.trim();
  if (output.includes('\n')) return output.split('\n')[0]!.trim();
  return output.slice(0, output.lastIndexOf('.') + 1).trim();
}

const callsOf = ({ database }: TracedRun, key: string) =>
  rowsOf<GenerationRow>(database, 'generations', key);
const examplesOf = ({ database }: TracedRun) =>
  rowsOf<ExampleRow>(database, 'examples', 'zerogen/clean');

it('films: a title for two rows of each label, then a review behind an open quote', async () => {
  const recipe = '{ kind: zerogen, rows: 24, perContext: 2, shortestWords: 3 }';
  await traced('films', recipe, {}, (run) => {
    const asked = callsOf(run, 'zerogen/contexts/generate');
    expect(asked.map(({ prompt }) => prompt)).toEqual(Array(6).fill('Movie: "'));
    expect(JSON.parse(asked[0]!.parameters)).toEqual({
      temperature: 1,
      topP: 0.9,
      maxTokens: 10,
      stop: [],
    });
    const titles = asked.map(({ output }) => cut(output));
    const calls = callsOf(run, 'zerogen/generate');
    const examples = examplesOf(run);
    expect(calls).toHaveLength(24);
    for (const [i, { prompt, chat, output, parameters }] of calls.entries()) {
      const label = i % 2 ? 'negative' : 'positive';
      // an empty title is served by the last one that was none
      const title = titles.slice(0, Math.floor(i / 4) + 1).findLast((one) => one !== '');
      const used = title ?? titles.find((one) => one !== '');
      expect(prompt).toBe(`The movie review in ${label} sentiment for movie "${used}" is: "`);
      expect(chat).toBe(0);
      expect(JSON.parse(parameters).maxTokens).toBe(40);
      expect(examples[i]).toMatchObject({ label, text: cut(output), context: null });
      const words = examples[i]!.text.split(/\s+/).filter((word) => /\w/.test(word)).length;
      if (words > 0 && words < 3) expect(examples[i]!.dropped_by).toBe('tooShort');
    }
    const entry = run.report.entries.find(({ recipe: name }) => name === 'zerogen')!;
    expect(entry).toMatchObject({ humanLabels: 0, title: 'ZeroGen' });
    expect(entry.test?.n).toBe(20);
    const together = run.report.entries.filter(({ yardstick }) => yardstick === 'labelsAndRows');
    expect(together.map(({ humanLabels }) => humanLabels)).toEqual([28]);
  });
});

it('any task: from what the label means, ten words or more', async () => {
  const options = { prompts: 'generic' };
  await traced('generic', '{ kind: zerogen, rows: 30 }', options, (run) => {
    const meaning = (i: number) => (i % 2 ? 'what is bad' : 'what is good');
    expect(callsOf(run, 'zerogen/generate').map(({ prompt }) => prompt)).toEqual(
      Array.from({ length: 30 }, (_, i) => `A text that shows ${meaning(i)}: "`),
    );
    const kept = examplesOf(run).filter(({ dropped_by }) => dropped_by === null);
    for (const { text } of kept) expect(text.split(/\s+/).length).toBeGreaterThanOrEqual(10);
    expect(examplesOf(run).some(({ dropped_by }) => dropped_by === 'tooShort')).toBe(true);
  });
});

it('QNLI: a question about a paragraph of gold, up to its mark', async () => {
  const options: TinyOptions = {
    isOfPairs: true,
    prompts: 'qnli',
    labels: ['entailment', 'not_entailment'],
  };
  await traced('qnli', '{ kind: zerogen, rows: 60, shortestWords: 2 }', options, (run) => {
    const given = new Set(goldOf(run.database, 'seed').map(({ context }) => context));
    const calls = callsOf(run, 'zerogen/generate');
    const examples = examplesOf(run);
    for (const [i, { prompt, output }] of calls.entries()) {
      const { context, label, text, dropped_by } = examples[i]!;
      expect(label).toBe(i % 2 ? 'not_entailment' : 'entailment');
      expect(given).toContain(context);
      expect(prompt).toBe(
        `Information: "${context}"\nQuestion (answer ${i % 2 ? 'not in' : 'in'} above information): "`,
      );
      // both labels ask about the same paragraph
      if (i % 2) expect(context).toBe(examples[i - 1]!.context);
      const question = cut(output);
      expect(text).toBe(question.slice(0, question.indexOf('?') + 1));
      if (!question.includes('?')) expect(dropped_by).toBe('empty');
    }
    expect(new Set(examples.map(({ context }) => context)).size).toBe(given.size);
  });
});

it('pairs are written against the prompt of the other label, single texts are not', async () => {
  const pairs: TinyOptions = {
    isOfPairs: true,
    prompts: 'qnli',
    labels: ['entailment', 'not_entailment'],
  };
  const outputs = async (name: string, more: string, options: TinyOptions) => {
    let found: { prompt: string; output: string }[] = [];
    const recipe = `{ kind: zerogen, rows: 60, shortestWords: 2${more} }`;
    await traced(name, recipe, options, (run) => {
      found = callsOf(run, 'zerogen/generate').map(({ prompt, output }) => ({ prompt, output }));
    });
    return found;
  };
  const off = ', selfDebiasing: off';
  const [against, plain] = [await outputs('on', '', pairs), await outputs('off', off, pairs)];
  expect(against.map(({ prompt }) => prompt)).toEqual(plain.map(({ prompt }) => prompt));
  expect(against.map(({ output }) => output)).not.toEqual(plain.map(({ output }) => output));
  const films: TinyOptions = { teacher: 'tiny-quoter', prompts: 'sst2' };
  expect(await outputs('films', '', films)).toEqual(await outputs('films-off', off, films));
});

it('shows as much of a long paragraph as leaves room, and the row keeps all of it', async () => {
  const options: TinyOptions = {
    isOfPairs: true,
    premiseWords: 600,
    prompts: 'qnli',
    labels: ['entailment', 'not_entailment'],
  };
  const recipe = '{ kind: zerogen, rows: 24, shortestWords: 2, selfDebiasing: off }';
  await traced('long', recipe, options, (run) => {
    const given = new Set(goldOf(run.database, 'seed').map(({ context }) => context));
    for (const { context } of examplesOf(run)) expect(given).toContain(context);
    for (const { prompt } of callsOf(run, 'zerogen/generate')) {
      const written = /^Information: "(.*)"\nQuestion/s.exec(prompt)![1]!;
      // the tiny teacher's words begin with its tokenizer's mark
      const shown = written.replaceAll('▁', ' ').trim();
      expect([...given].map((context) => context!.slice(0, shown.length))).toContain(shown);
      expect(given).not.toContain(shown);
      // half of its context of 512 tokens
      expect(shown.split(' ').length).toBeGreaterThan(200);
    }
  });
});

it('says which prompt sets have its prompts, and that a teacher made up no title', async () => {
  const recipes = ['{ kind: zerogen, rows: 12 }'];
  await expect(
    tracedRun(path.join(folder, 'polarity'), models, recipes, { prompts: 'polarity' }),
  ).rejects.toThrow(
    'recipes: the prompt set polarity has no prompts for zerogen. Set task.prompts',
  );
  // this teacher closes no quote
  await expect(tracedRun(path.join(folder, 'none'), models, recipes)).rejects.toThrow(
    'ZeroGen: none of 6 answers to "Movie: \\"" holds a context.',
  );
});
