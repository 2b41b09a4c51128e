import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { lineageOf } from '../../../electron/engine/review/lineageOf.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import type { Lineage } from '../../../electron/engine/steps/example.ts';
import { randomStream } from '../../../models/randomStream.ts';
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

interface JudgedRow {
  readonly text: string | readonly [string, string];
  readonly label: number;
}

/** Models that say what a test tells them to, and what the student's process was asked. */
const { script } = vi.hoisted(() => ({
  script: {
    answer: (_prompt: string, _seed: number): string => '',
    logits: undefined as ((text: string) => readonly number[]) | undefined,
    influence: (_text: string, _label: number): number => 0,
    asked: [] as { readonly text: string; readonly against: readonly string[] }[],
    judged: [] as { readonly train: readonly JudgedRow[]; readonly held: readonly JudgedRow[] }[],
  },
}));
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () => {
    const { student, teacher, ...hosts } = scriptedModels({
      answer: (prompt, seed) => script.answer(prompt, seed),
      influence: (text, label) => script.influence(text, label),
      ...(script.logits ? { logits: (text: string) => script.logits!(text) } : {}),
    });
    const call = (name: string, ...args: readonly unknown[]): unknown => {
      if (name === 'influences') script.judged.push(args[0] as (typeof script.judged)[number]);
      return Reflect.apply(student.call, student, [name, ...args]);
    };
    const generate: typeof teacher.generate = (prompt, sampling) => {
      const against = sampling.against?.prompts.map(({ text }) => text) ?? [];
      script.asked.push({ text: prompt.text, against });
      return teacher.generate(prompt, sampling);
    };
    return { ...hosts, teacher: { ...teacher, generate }, student: { call } };
  },
}));

const SHOT = 'A review of a movie: "';

/** A text's influence, drawn from its words: most texts help. */
const drawn = (text: string) => (randomStream('helps', text).below(1000) - 600) / 1000;

/** Twelve words of the tiny teacher's; a sixth of the prompts with shots is answered by the first shot, backwards. */
function review(prompt: string, seed: number): string {
  if (!prompt.startsWith(SHOT) || seed % 6 > 0) return answerTo(prompt, seed);
  const [first] = shotsIn(prompt);
  return `${first!.replace(/\.$/, '').split(' ').toReversed().join(' ')}."`;
}

function shotsIn(prompt: string): string[] {
  const blocks = prompt.split('\n\n');
  return blocks.slice(0, -1).map((block) => {
    expect(block.startsWith(SHOT) && block.endsWith('"')).toBe(true);
    return block.slice(SHOT.length, -1);
  });
}

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-progen-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  script.answer = review;
  script.logits = undefined;
  script.influence = drawn;
  script.judged = [];
  script.asked = [];
});

async function traced(
  name: string,
  recipe: string,
  look: (run: TracedRun) => void,
  options: TinyOptions = {},
): Promise<void> {
  await lookAt(
    tracedRun(path.join(folder, name), models, [recipe], {
      student: ', labelsAndRows: off',
      ...options,
    }),
    look,
  );
}

const LABELS = ['positive', 'negative'];
const callsOf = ({ database }: TracedRun, key: string) =>
  rowsOf<GenerationRow>(database, 'generations', key);
const influenceIn = ({ lineage }: ExampleRow) => (JSON.parse(lineage) as Lineage).influence;
const textsOf = (rows: readonly JudgedRow[]) => rows.map(({ text }) => text as string);

it('judges rows at 32 and 64 of 128, and shows the most helpful of each label in half of the prompts', async () => {
  const recipe =
    '{ kind: progen, rows: 128, firstMilestone: 32, poolSize: 3, shots: 2, shortestWords: 3 }';
  await traced('loop', recipe, (run) => {
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'progen/clean');
    const isKept = ({ dropped_by }: ExampleRow) => dropped_by === null;
    const parts = ['zerogen', 'progen/round-1', 'progen/round-2'].map((place) =>
      callsOf(run, `${place}/generate`),
    );
    expect(parts.map(({ length }) => length)).toEqual([32, 32, 64]);
    expect(script.judged).toHaveLength(2);
    const [{ held }] = script.judged as [(typeof script.judged)[number]];
    // half of the kept rows of each label up to the first milestone, for good
    for (const [label, name] of LABELS.entries()) {
      const own = rows.slice(0, 32).filter((row) => isKept(row) && row.label === name);
      expect(held.filter((row) => row.label === label)).toHaveLength(Math.round(own.length / 2));
    }
    const isHeld = ({ text }: ExampleRow) => textsOf(held).includes(text);
    for (const [milestone, { train, held: again }] of script.judged.entries()) {
      expect(again).toEqual(held);
      const soFar = rows.slice(0, 32 * 2 ** milestone);
      const learned = soFar.filter((row) => isKept(row) && !isHeld(row));
      expect(textsOf(train).toSorted()).toEqual(learned.map(({ text }) => text).toSorted());
      const calls = parts[milestone + 1]!;
      const withShots = calls.filter(({ prompt }) => prompt.startsWith(SHOT));
      expect(withShots.length / calls.length).toBeGreaterThan(0.25);
      expect(withShots.length / calls.length).toBeLessThan(0.75);
      for (const [i, { prompt }] of calls.entries()) {
        const label = LABELS[i % 2]!;
        expect(prompt.split('\n\n').at(-1)).toMatch(
          new RegExp(`^The movie review in ${label} sentiment for movie ".*" is: "$`),
        );
        const helpful = learned
          .filter((row) => row.label === label && drawn(row.text) < 0)
          .toSorted((a, b) => drawn(a.text) - drawn(b.text))
          .slice(0, 3)
          .map(({ text }) => text);
        expect(helpful).toHaveLength(3);
        const shown = shotsIn(prompt);
        expect(shown.length).toBe(prompt.startsWith(SHOT) ? 2 : 0);
        expect(new Set(shown).size).toBe(shown.length);
        for (const text of shown) expect(helpful).toContain(text);
      }
    }
    const copies = rows.filter(({ dropped_by }) => dropped_by === 'copyOfShot');
    expect(copies.length).toBeGreaterThan(0);
    const entry = run.report.entries.find(({ recipe: id }) => id === 'progen')!;
    expect(entry).toMatchObject({ humanLabels: 0, title: 'ProGen' });
    expect(entry.rows.dropped.copyOfShot).toBe(copies.length);
    // what students did not learn from has no influence: held out, dropped, or behind the last milestone
    for (const [at, row] of rows.entries()) {
      const isScored = at < 64 && isKept(row) && !isHeld(row);
      expect(influenceIn(row)).toBe(isScored ? drawn(row.text) : undefined);
    }
    const scored = rows.slice(0, 64).filter((row) => isKept(row) && !isHeld(row));
    const helping = scored.filter(({ text }) => drawn(text) < 0);
    expect(run.notes).toContain(
      `ProGen, milestone 2: ${helping.length} of ${scored.length} rows help a student on ${held.length} held-out rows.`,
    );
    syncRows(run.database);
    const first = run.database.get<{ id: number }>(
      'SELECT id FROM review_rows WHERE text = ?',
      scored[0]!.text,
    )!;
    expect(lineageOf(run.database, first.id).influence).toBe(drawn(scored[0]!.text));
  });
});

it('shows all rows while no student was trained, and what it showed while none of a label helps', async () => {
  script.logits = () => [1, 0];
  const recipe = '{ kind: progen, rows: 40, firstMilestone: 20, shotShare: 1, shortestWords: 3 }';
  await traced('untrained', recipe, (run) => {
    expect(run.notes).toContainEqual(
      expect.stringMatching(
        /^ProGen, milestone 1: the student says positive of every held-out row, .+ \(student\.leastSteps\)\.$/,
      ),
    );
    const learned = textsOf(script.judged[0]!.train);
    const shown = callsOf(run, 'progen/round-1/generate').flatMap(({ prompt }) => shotsIn(prompt));
    expect(new Set(shown)).toEqual(new Set(learned));
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'progen/clean');
    expect(rows.flatMap((row) => influenceIn(row) ?? [])).toEqual([]);
  });
  script.logits = undefined;
  script.judged = [];
  script.influence = (text, label) => (label === 1 ? 0.5 : drawn(text));
  await traced('unhelpful', recipe, (run) => {
    expect(run.notes).toContainEqual(
      expect.stringMatching(
        /^ProGen, milestone 1: no row of negative helps the student, .+ prompt set/,
      ),
    );
    const { train } = script.judged[0]!;
    const calls = callsOf(run, 'progen/round-1/generate');
    const shownOf = (label: number) =>
      new Set(calls.filter((_, i) => i % 2 === label).flatMap(({ prompt }) => shotsIn(prompt)));
    const ofLabel = (label: number) => train.filter((row) => row.label === label);
    expect(shownOf(1)).toEqual(new Set(textsOf(ofLabel(1))));
    const helpful = textsOf(ofLabel(0)).filter((text) => drawn(text) < 0);
    expect(shownOf(0)).toEqual(new Set(helpful));
  });
});

it('pairs: a shot has its context, and what a prompt is contrasted with shows the same shots', async () => {
  script.answer = answerTo;
  const recipe =
    '{ kind: progen, rows: 24, firstMilestone: 12, shots: 2, shotShare: 1, shortestWords: 3 }';
  const options = {
    isOfPairs: true,
    prompts: 'rte',
    labels: ['entailment', 'not_entailment'],
  } as const;
  const look = ({ database }: TracedRun) => {
    const rows = rowsOf<ExampleRow>(database, 'examples', 'progen/clean');
    const further = script.asked.filter(({ text }) => text.includes('A sentence about the above'));
    expect(further).toHaveLength(12);
    for (const { text, against } of further) {
      const [, shown, word] = /^(.+)"[^"]+"\n[^"]+ definitely (correct|wrong): "$/s.exec(text)!;
      const label = word === 'correct' ? 'entailment' : 'not_entailment';
      const other = word === 'correct' ? 'wrong' : 'correct';
      const shots = shown!.trim().split('\n\n');
      expect(shots.length).toBeLessThanOrEqual(2);
      const blocks = rows
        .slice(0, 12)
        .filter((row) => row.label === label)
        .map(
          ({ context, text: own }) =>
            `"${context}"\nA sentence about the above description: "${own}"`,
        );
      for (const shot of shots) expect(blocks).toContain(shot);
      expect(against).toEqual([text.replace(`definitely ${word}`, `definitely ${other}`)]);
    }
  };
  await traced('pairs', recipe, look, options);
});

it('names the way out of rows too few for a milestone, or for both parts', async () => {
  const ask = (name: string, settings: string) =>
    traced(name, `{ kind: progen, shortestWords: 3, ${settings} }`, () => {});
  await expect(ask('asked', 'rows: 100')).rejects.toThrow(
    'recipes: progen judges rows when 100 are written and writes further ones then, and 100 are asked for. Ask for more ' +
      'rows, or set firstMilestone lower.',
  );
  await expect(ask('first', 'rows: 20, firstMilestone: 3')).rejects.toThrow(
    /^recipes: of the 3 rows up to firstMilestone each label of progen has 1, .+ nearer to 0\.5\.$/,
  );
  // the first part keeps one row of a label
  script.answer = (prompt, seed) =>
    prompt.includes('in negative') && seed % 8 > 0 ? '"' : review(prompt, seed);
  await expect(ask('kept', 'rows: 40, firstMilestone: 12')).rejects.toThrow(
    /^ProGen, milestone 1: (of 12 rows|cleaning kept \d rows of negative, too few to hold some out)/,
  );
});
