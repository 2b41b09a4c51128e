import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MeasuresPage, measureNames } from '../../../electron/contract/measures.ts';
import {
  measureMap,
  measureProject,
  measuresPage,
} from '../../../electron/engine/measuring/measureProject.ts';
import type { Project } from '../../../electron/engine/project/project.ts';
import { act } from '../../../electron/engine/review/review.ts';
import { addModel } from '../../../electron/engine/runtime/addModel.ts';
import { type ModelStore, openModelStore } from '../../../models/catalog/modelStore.ts';
import { childrenOf, isAlive, runCli, startCli, until } from '../../fixtures/cli.ts';
import {
  everyText,
  type GivenTexts,
  inventedTexts,
  MEASURED_LABELS,
  measuredProject,
} from '../../fixtures/measuredProject.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';

const BY = { reviewer: 'ada', labels: MEASURED_LABELS };

let root: string;
let models: string;
let store: ModelStore;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-measure-'));
  models = await makeTinyModels(root);
  store = openModelStore({ folder: models });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function withProject<Result>(
  given: GivenTexts,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await measuredProject({ ...given, folder: mkdtempSync(path.join(root, 'p-')) });
  try {
    return await work(project);
  } finally {
    project.close();
  }
}

/** Measures, and says what was done: the measures by their titles, and how many texts were embedded. */
async function measured(project: Project): Promise<{ made: string[]; embedded: number }> {
  const made: string[] = [];
  let embedded = 0;
  await measureProject(project, store, {
    onProgress(share, what) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      const read = /^Reading \d+ of (\d+) texts with tiny-bert$/.exec(what.replaceAll(',', ''));
      if (read) embedded = Number(read[1]);
      else made.push(what);
    },
  });
  return { made, embedded };
}

const hashesOf = ({ database }: Project) =>
  database.all('SELECT name, hash FROM measures ORDER BY name');
const vectorsIn = ({ database }: Project) =>
  database.get<{ n: number }>('SELECT count(*) AS n FROM text_vectors')!.n;

/** Every figure is finite or has a reason, in panels and in pictures. */
function expectWhole(project: Project): MeasuresPage {
  const page = measuresPage(project);
  expect(page.outdated).toEqual([]);
  expect(page.panels.map(({ name }) => name)).toEqual([...measureNames]);
  for (const { name, lines, columns, hasMap } of page.panels) {
    for (const { title, figures } of lines) {
      expect(figures, `${name}: ${title}`).toHaveLength(columns.length);
      for (const figure of figures) {
        if ('undefinedBecause' in figure) expect(figure.undefinedBecause).not.toBe('');
        else for (const value of [figure.value, ...(figure.ci95 ?? [])]) expectFinite(value, name);
      }
    }
    const map = measureMap(project, name);
    expect(map !== null).toBe(hasMap);
    if (!map) continue;
    const { x, y, group, row, groups } = map;
    expect(new Set([x, y, group, row].map(({ length }) => length)).size).toBe(1);
    for (const value of [...x, ...y]) expectFinite(value, name);
    expect(group.every((at) => at in groups)).toBe(true);
  }
  const words = JSON.stringify(page).replaceAll('"undefinedBecause"', '');
  expect(/.{40}(NaN|undefined|\[object|Infinity).{40}/.exec(words)?.[0]).toBe(undefined);
  return page;
}

function expectFinite(value: unknown, where: string): void {
  expect(Number.isFinite(value), `${where}: ${value}`).toBe(true);
}

it('makes every measure of a project, once, and anew what a review changes', async () => {
  await withProject(everyText(), async (project) => {
    const { database } = project;
    expect(measuresPage(project)).toMatchObject({ panels: [], outdated: [...measureNames] });
    const first = await measured(project);
    expect(first.made).toHaveLength(measureNames.length);
    // rows, labels, test texts and passages
    expect(first.embedded).toBe(88 + 60 + 30);
    const page = expectWhole(project);
    expect(page.sets).toEqual([
      { title: 'S3', n: 48, onTest: { undefinedBecause: 'no run of it has finished' } },
      {
        title: 'SynthesizRR RetrICL',
        n: 40,
        onTest: { undefinedBecause: 'no run of it has finished' },
      },
      { title: 'your labels', n: 40 },
      { title: 'your test texts', n: 20 },
      { title: 'your documents', n: 30 },
    ]);
    const panel = Object.fromEntries(page.panels.map((one) => [one.name, one]));
    const lineOf = (name: string, title: string) =>
      panel[name]!.lines.find((line) => line.title === title)!;
    // the words good and bad tell the labels apart, which a regression learns
    expect(lineOf('labels', 'S3').figures[0]).toMatchObject({ value: expect.any(Number) });
    expect(lineOf('labels', 'S3').figures[1]).toMatchObject({ value: 0.5 });
    expect(lineOf('labels', 'S3, round 1').n).toBe(12);
    expect(lineOf('coverage', 'S3').figures[2]).toEqual({ value: 12 });
    expect(lineOf('agreement', 'student of your labels and teacher').n).toBe(36);
    const map = measureMap(project, 'coverage')!;
    expect(map.row.filter((row) => row !== null)).toHaveLength(88);

    const before = hashesOf(project);
    expect(await measured(project)).toEqual({ made: [], embedded: 0 });
    expect(hashesOf(project)).toEqual(before);

    const rows = database.column<number>("SELECT id FROM review_rows WHERE recipe = 's3'");
    act(database, [rows[0]!], { kind: 'comment', text: 'a remark' }, BY);
    expect(await measured(project)).toEqual({ made: [], embedded: 0 });
    // whoever accepts a row gives it its label
    act(database, [rows[0]!], { kind: 'accept' }, BY);
    const accepted = ['Agreement', 'Labels of the rows'];
    expect((await measured(project)).made.toSorted()).toEqual(accepted);
    act(database, [rows[1]!], { kind: 'reject' }, BY);
    const rejected = await measured(project);
    expect(rejected.made).toHaveLength(measureNames.length - 1);
    expect(rejected.made).not.toContain('Agreement');
    expect(rejected.embedded).toBe(0);
    act(database, [rows[2]!], { kind: 'edit', text: 'good words that nobody wrote' }, BY);
    expect((await measured(project)).embedded).toBe(1);
    expect(expectWhole(project).sets[0]).toMatchObject({ title: 'S3', n: 47 });
  });
});

it('keeps what was embedded when it is stopped, and goes on from there', async () => {
  await withProject({ ...everyText(), ...manyPassages(500) }, async (project) => {
    const stop = new AbortController();
    const stopped = measureProject(project, store, {
      signal: stop.signal,
      onProgress: (_, what) => what.startsWith('Reading 128 ') && stop.abort(),
    });
    await expect(stopped).rejects.toHaveProperty('name', 'AbortError');
    const kept = vectorsIn(project);
    expect(kept).toBe(128);
    const { embedded, made } = await measured(project);
    expect(embedded).toBe(88 + 60 + 500 - kept);
    // what needs no vectors was there
    expect(made).toHaveLength(4);
    expectWhole(project);
  });
});

const manyPassages = (n: number) => ({
  passages: inventedTexts('many', n).map(({ text }, i) => `${text} ${i}`),
});

it('goes on after it was killed while it embedded', async () => {
  const folder = await withProject({ ...everyText(), ...manyPassages(1900) }, async (project) => {
    return project.folder;
  });
  const child = startCli(['measure', folder], models);
  let told = '';
  child.stderr!.on('data', (part: Buffer) => {
    told += part.toString();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until(() => told.includes('Reading '), 60_000);
  const hosts = childrenOf(child.pid!);
  child.kill('SIGKILL');
  await ended;
  await until(() => !hosts.some(isAlive), 5000);
  const again = await runCli(['measure', folder, '--json'], models);
  expect(again.code, again.err).toBe(0);
  const [, total] = /Reading [\d,]+ of ([\d,]+) texts/.exec(again.err)!;
  const left = Number(total!.replace(',', ''));
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(88 + 60 + 1900 - 64);
  const page = JSON.parse(again.out) as MeasuresPage;
  expect(page.outdated).toEqual([]);
  expect(page.panels).toHaveLength(measureNames.length);
  // nothing is left to be made
  const printed = await runCli(['measure', folder, '--html'], models);
  expect(printed.err).toBe(`Written: ${path.join(folder, 'exports', 'report.html')}\n`);
  for (const { title } of page.panels) expect(printed.out).toContain(title);
  expect((await runCli(['measure', folder, '--threads', 'all'], models)).err).toContain(
    'Give a number of cores from 1 to 256.',
  );
});

it('measures texts without the encoder, and names it', async () => {
  await withProject({ ...everyText(), encoder: 'all-minilm-l6-v2' }, async (project) => {
    await expect(measured(project)).rejects.toThrow(/all-minilm-l6-v2/);
    const page = measuresPage(project);
    expect(page.panels.map(({ name }) => name)).toEqual([
      'diversity',
      'entities',
      'copies',
      'agreement',
    ]);
    expect(page.outdated).toEqual(['coverage', 'labels', 'dataMap', 'mauve']);
  });
});

it('reads with the tagger that the experiment names, once, and keeps what it found', async () => {
  const tagger = path.resolve('test/fixtures/measures/tagger');
  await withProject(
    { ...everyText(), ...namedTexts(200), tagger: 'tiny-tagger' },
    async (project) => {
      const namesIn = () =>
        project.database.get<{ n: number }>('SELECT count(*) AS n FROM text_names')!.n;
      // what needs no tagger is made without it
      await expect(measured(project)).rejects.toThrow(/tiny-tagger/);
      expect(measuresPage(project).outdated).toEqual(['entities']);

      await addModel(store, 'tiny-tagger', tagger);
      const stop = new AbortController();
      const stopped = measureProject(project, store, {
        signal: stop.signal,
        onProgress: (_, what) => what.startsWith('Reading 128 ') && stop.abort(),
      });
      await expect(stopped).rejects.toHaveProperty('name', 'AbortError');
      expect(namesIn()).toBe(128);
      expect((await measured(project)).made).toContain('Names in the texts');
      expect(namesIn()).toBe(88 + 200);
      const [panel] = expectWhole(project).panels.filter(({ name }) => name === 'entities');
      expect(panel!.madeWith).toContain('the model tiny-tagger');
      expect(panel!.lines[0]!.figures[0]).toEqual({ value: expect.any(Number) });
      expect(await measured(project)).toEqual({ made: [], embedded: 0 });

      // another model of the same name finds other names
      await store.remove('tiny-tagger');
      const other = path.join(mkdtempSync(path.join(root, 'tagger-')), 'model');
      cpSync(tagger, other, { recursive: true });
      const config = readFileSync(path.join(other, 'config.json'), 'utf8');
      writeFileSync(path.join(other, 'config.json'), config.replaceAll('MISC', 'EVENT'));
      expect(measuresPage(project).outdated).toEqual([]);
      await addModel(store, 'tiny-tagger', other);
      expect((await measured(project)).made).toContain('Names in the texts');
      expect(namesIn()).toBe(2 * (88 + 200));
      expectWhole(project);
    },
  );
});

it('compares what the teacher makes of texts, if the experiment says so', async () => {
  await withProject({ ...everyText(), mauveFeatures: 'teacher' }, async (project) => {
    const told: string[] = [];
    await measureProject(project, store, { onProgress: (_, what) => told.push(what) });
    // rows, labels and test texts; the documents are not read
    expect(told).toContain('Reading 148 of 148 texts with tiny-teacher');
    const page = expectWhole(project);
    const [panel] = page.panels.filter(({ name }) => name === 'mauve');
    expect(panel!.madeWith).toContain('Vectors of the teacher tiny-teacher (its last layer');
    expect(panel!.lines[0]!.figures[0]).toEqual({ value: expect.any(Number) });
    // those of the encoder are another measure
    const kept = vectorsIn(project);
    expect(kept).toBe(148 + 178);
    project.database.execute(
      "UPDATE runs SET experiment = json_remove(experiment, '$.mauveFeatures')",
    );
    expect(measuresPage(project).outdated).toEqual(['mauve']);
    expect(await measured(project)).toEqual({ made: ['MAUVE'], embedded: 0 });
    expect(vectorsIn(project)).toBe(kept);
  });
});

/** Labels with words that the tiny tagger knows. */
function namedTexts(n: number): GivenTexts {
  const names = ['Mary Ann Smith', 'Paris', 'New York', 'Bank of Schmidtville'];
  return {
    gold: inventedTexts('named', n).map(({ text, label }, i) => ({
      split: 'seed',
      text: `${names[i % names.length]} ${text} ${i}`,
      label,
    })),
  };
}

it('names a project in which no run has begun', async () => {
  await withProject({}, async (project) => {
    project.database.execute('DELETE FROM run_steps; DELETE FROM runs');
    await expect(measured(project)).rejects.toThrow(
      /has no rows to be measured: no run has begun yet/,
    );
  });
});

const rowsOf = (...texts: readonly string[]) =>
  texts.map((text, i) => ({ text, label: MEASURED_LABELS[i % 2]! }));
const goldOf = (rows: readonly { readonly text: string; readonly label: string }[]) =>
  rows.map((row) => ({ split: 'seed' as const, ...row }));
const all = everyText();

it.each<[string, GivenTexts]>([
  ['nothing at all', {}],
  ['gold and no rows', { gold: all.gold! }],
  ['rows that were all dropped', { rows: { 's3/seed': dropped() }, gold: all.gold! }],
  ['one row', { rows: { 's3/seed': rowsOf('one warm film') }, gold: all.gold! }],
  ['one row and nothing else', { rows: { 's3/seed': rowsOf('one warm film') } }],
  ['rows without labels of people', { rows: all.rows! }],
  ['rows and passages only', { rows: all.rows!, passages: all.passages! }],
  ['rows of one class', { ...all, rows: { 's3/seed': ofOneClass(30) } }],
  [
    'rows and labels of one class',
    { rows: { 's3/seed': ofOneClass(30) }, gold: goldOf(ofOneClass(30)) },
  ],
  [
    'one row of the second class',
    { ...all, rows: { 's3/seed': [...ofOneClass(20), inventedTexts('b', 2)[1]!] } },
  ],
  ['a task of one label', { ...all, labels: ['good'], rows: { 's3/seed': ofOneClass(30) } }],
  ['empty texts', { ...all, rows: { 's3/seed': rowsOf(...Array<string>(20).fill('')) } }],
  ['texts of signs', { ...all, rows: { 's3/seed': rowsOf(...Array<string>(20).fill('…!?')) } }],
  ['three labels', { ...all, gold: all.gold!.slice(0, 3) }],
  [
    'identical rows',
    { ...all, rows: { 's3/seed': rowsOf(...Array<string>(40).fill('a warm film')) } },
  ],
  [
    'identical rows and gold',
    {
      rows: { 's3/seed': rowsOf(...Array<string>(40).fill('a warm film')) },
      gold: goldOf(rowsOf(...Array<string>(40).fill('a warm film'))),
    },
  ],
  ['labels that the task no longer has', { ...all, labels: ['good', 'awful'] }],
  ['a task of three labels, one without rows', { ...all, labels: ['good', 'bad', 'mixed'] }],
  ['pairs', ofPairs(all)],
  ['questions', { ...ofPairs(all), labels: [] }],
])('gives figures or reasons for %s', async (_, given) => {
  await withProject(given, async (project) => {
    await measured(project);
    expectWhole(project);
  });
});

function ofOneClass(n: number) {
  return inventedTexts('one class', 2 * n).filter(({ label }) => label === 'good');
}

function dropped() {
  return inventedTexts('dropped', 12).map((row) => ({ ...row, droppedBy: 'tooShort' }));
}

/** The same texts, each with one before it. */
function ofPairs({ rows = {}, gold = [], ...rest }: GivenTexts): GivenTexts {
  const contexts = inventedTexts('contexts', 7).map(({ text }) => text);
  const paired = <Row extends object>(own: readonly Row[]) =>
    own.map((row, i) => ({ ...row, context: contexts[i % contexts.length]! }));
  return {
    ...rest,
    rows: Object.fromEntries(Object.entries(rows).map(([key, own]) => [key, paired(own)])),
    gold: paired(gold),
  };
}
