import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MeasureName, MeasurePanel } from '../../electron/contract/measures.ts';
import {
  measureMap,
  measureProject,
  measuresPage,
} from '../../electron/engine/measuring/measureProject.ts';
import type { Project } from '../../electron/engine/project/project.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { type GivenGold, measuredProject } from '../fixtures/measuredProject.ts';

/** The measures of texts that people wrote, with the demo's encoder. */
let root: string;
let project: Project;
let panels: Readonly<Record<MeasureName, MeasurePanel>>;

const DEMO = new URL('../../resources/demo/', import.meta.url);
const read = <Line>(file: string) =>
  readFileSync(new URL(file, DEMO), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const goldIn = (split: GivenGold['split']) =>
  read<Omit<GivenGold, 'split'>>(`gold/${split}.jsonl`).map((one) => ({ ...one, split }));
const LABELS = ['positive', 'negative'];
/** Every tenth row has the wrong label. */
const isWrong = (at: number) => at % 10 === 4;

const test = goldIn('test');
const rows = test.slice(100).map(({ text, label }, at) => ({
  text,
  label: isWrong(at) ? LABELS.find((other) => other !== label)! : label,
}));
const films = read<{ readonly text: string }>('corpus/films.jsonl');

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-measure-demo-'));
  project = await measuredProject({
    rows: {
      's3/seed': [...rows, { text: test[0]!.text, label: test[0]!.label }],
      // what documents say is no review
      zerogen: films.slice(0, 100).map(({ text }, at) => ({ text, label: LABELS[at % 2]! })),
    },
    gold: [...goldIn('seed'), ...goldIn('validation'), ...test.slice(0, 100)],
    passages: films.slice(100).map(({ text }) => text),
    labels: LABELS,
    encoder: 'all-minilm-l6-v2',
    folder: root,
  });
  await measureProject(project, openModelStore());
  const made = measuresPage(project).panels.map((panel) => [panel.name, panel]);
  panels = Object.fromEntries(made) as typeof panels;
});
afterAll(() => {
  project.close();
  rmSync(root, { recursive: true, force: true });
});

/** A figure of a line, by the title of its column. */
function figureOf(name: MeasureName, title: string, column: string): number {
  const { columns, lines } = panels[name];
  const line = lines.find((one) => one.title === title)!;
  const figure = line.figures[columns.findIndex((one) => one.title === column)]!;
  if ('undefinedBecause' in figure) throw new Error(figure.undefinedBecause);
  return figure.value;
}

const listIn = (name: MeasureName, title: string) =>
  panels[name].worklists.find((list) => list.title === title)!;

it('finds reviews near reviews, and documents far from them', () => {
  for (const column of ['coverage in the picture', 'coverage by vectors']) {
    expect(figureOf('coverage', 'S3', column)).toBeGreaterThan(0.8);
    expect(figureOf('coverage', 'ZeroGen', column)).toBeLessThan(0.65);
  }
  const mauve = (title: string) => figureOf('mauve', title, 'c = 5, k = n/10, as the package');
  expect(mauve('S3')).toBeGreaterThan(0.8);
  expect(mauve('ZeroGen')).toBeLessThan(0.4);
  const map = measureMap(project, 'coverage')!;
  expect(map.groups).toEqual(['your texts', 'S3', 'ZeroGen', 'your documents']);
});

it('finds most wrong labels in a quarter of the rows', () => {
  const found = listIn('labels', 'S3: probable label errors');
  const wrong = project.database
    .column<number>("SELECT id FROM review_rows WHERE recipe = 's3' ORDER BY id")
    .filter((_, at) => isWrong(at) && at < 100);
  expect(wrong).toHaveLength(10);
  // 7 of 23; by chance it would be two
  expect(found.rows.length).toBeLessThanOrEqual(26);
  expect(found.rows.filter((row) => wrong.includes(row)).length).toBeGreaterThanOrEqual(6);
});

it('finds the row that is a test text, and says what that costs', () => {
  const list = listIn('copies', 'S3: copies of test texts');
  const [text] = project.database.column<string>(
    'SELECT text FROM review_rows WHERE id = ?',
    list.rows[0]!,
  );
  expect(list.rows).toHaveLength(1);
  expect(text).toBe(test[0]!.text);
  expect(panels.copies.notes[0]).toMatch(/^S3: a row is a copy of test texts/);
});

it('finds that documents name far more people and places than reviews', () => {
  const entropy = (title: string) => figureOf('entities', title, 'entropy, mean of types');
  expect(entropy('ZeroGen')).toBeGreaterThan(3 * entropy('S3'));
  expect(entropy('ZeroGen')).toBeGreaterThan(3 * entropy('your texts'));
});
