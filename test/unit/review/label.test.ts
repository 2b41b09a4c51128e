import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { draftSchema } from '../../../electron/contract/draft.ts';
import { fillQueue } from '../../../electron/engine/label/fillQueue.ts';
import {
  giveLabel,
  labelTask,
  undoLabel,
  withGivenGold,
} from '../../../electron/engine/label/label.ts';
import type { Project } from '../../../electron/engine/project/project.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { projectWithRows } from '../../fixtures/rowsProject.ts';

const BY = { reviewer: 'Ada', labels: ['good', 'bad'] };
const draft = draftSchema.parse({
  task: { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } },
  gold: {},
  teacher: 't',
  student: { model: 's' },
});
let project: Project;

beforeEach(async () => {
  project = await projectWithRows([]);
});
afterEach(() => project.close());

const documents = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    title: null,
    text: `text ${i}`,
    file: '/x/films.jsonl',
    line: i + 1,
  }));

/** Two far groups: even documents here, odd ones there. */
const embed = async (texts: readonly string[]) =>
  Float32Array.from(texts.flatMap((text) => (Number(text.slice(5)) % 2 ? [0, 1] : [1, 0])));

const fill = (count: number) =>
  fillQueue(project.database, documents(count), randomStream('label'), embed);

function labelAll(count: number): void {
  for (let i = 0; i < count; i++) {
    const { next } = labelTask(project.database, draft, 'spread');
    giveLabel(project.database, { place: next!.place, label: i % 2 ? 'bad' : 'good' }, BY);
  }
}

it('asks for texts of both kinds in turn, each once', async () => {
  expect(await fill(60)).toBe(60);
  const order = project.database.all<{ text: string; cluster: number }>(
    'SELECT text, cluster FROM label_queue ORDER BY place',
  );
  expect(new Set(order.map(({ text }) => text)).size).toBe(60);
  const kinds = new Set(order.slice(0, 4).map(({ text }) => Number(text.slice(5)) % 2));
  expect(kinds.size).toBe(2);
  expect(await fill(60)).toBe(0);
  expect(await fill(70)).toBe(10);
});

it('spreads each label over seed, validation and test', async () => {
  await fill(60);
  labelAll(40);
  const { splits } = labelTask(project.database, draft, 'spread');
  expect(splits.map(({ split, count }) => [split, count])).toEqual([
    ['seed', 8],
    ['validation', 12],
    ['test', 20],
  ]);
  const { gold } = withGivenGold(project, draft);
  const rows = (split: 'seed' | 'test') =>
    readFileSync(gold[split]!.file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { label: string; source: string });
  expect(rows('test').filter(({ label }) => label === 'good')).toHaveLength(10);
  expect(rows('seed')[0]!.source).toMatch(/^films.jsonl:\d+$/);
});

it('fills only the splits that no file gives', async () => {
  await fill(20);
  labelAll(10);
  const part = { file: '/x/gold.jsonl', text: 'text', label: 'label' };
  const given = { ...draft, gold: { test: part, validation: part } };
  expect(labelTask(project.database, given, 'spread').splits).toMatchObject([
    { split: 'seed', count: 10 },
  ]);
  expect(withGivenGold(project, given).gold.test).toEqual(part);
});

it('leaves out what no label fits, takes back, and refuses a label of another task', async () => {
  await fill(5);
  const first = labelTask(project.database, draft, 'spread').next!;
  expect(() => giveLabel(project.database, { place: first.place, label: 'meh' }, BY)).toThrow(
    'no label meh',
  );
  giveLabel(project.database, { place: first.place, label: null }, BY);
  expect(() => giveLabel(project.database, { place: first.place, label: 'good' }, BY)).toThrow(
    'has its label already',
  );
  const second = labelTask(project.database, draft, 'spread').next!;
  giveLabel(project.database, { place: second.place, label: 'good' }, BY);
  undoLabel(project.database, 'Ada');
  expect(labelTask(project.database, draft, 'spread').next).toEqual(second);
  undoLabel(project.database, 'Ada');
  expect(labelTask(project.database, draft, 'spread').next).toEqual(first);
  expect(() => undoLabel(project.database, 'Ada')).toThrow('no label to take back');
});
