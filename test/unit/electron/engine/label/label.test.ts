import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftSchema } from '../../../../../electron/contract/draft.ts';
import { readCorpus } from '../../../../../electron/engine/import/readCorpus.ts';
import { documentKey } from '../../../../../electron/engine/import/readDocuments.ts';
import { readGold } from '../../../../../electron/engine/import/readGold.ts';
import { withoutGold } from '../../../../../electron/engine/import/withoutGold.ts';
import { fillQueue } from '../../../../../electron/engine/label/fillQueue.ts';
import {
  countUncertain,
  giveLabel,
  labelTask,
  undoLabel,
  withGivenGold,
} from '../../../../../electron/engine/label/label.ts';
import { queueFromUse } from '../../../../../electron/engine/label/queueFromUse.ts';
import {
  chooseByUncertainty,
  isKeptForMeasuring,
  queueUncertain,
} from '../../../../../electron/engine/label/uncertainText.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { goldStream } from '../../../../../electron/engine/steps/gold.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';
import { fileWith, jsonl } from '../import/files.ts';

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
  expect(() => undoLabel(project.database, 'Ada')).toThrow('no label to undo');
});

describe('a document whose end is cut for labelling', () => {
  const cutIn = (character: string) => {
    const before = 2000 - Math.ceil(character.length / 2);
    return `${'a'.repeat(before)}${character} and what is behind the cut, at some length`;
  };
  it.each([
    ['an emoji', cutIn('🫠'), null],
    ['an emoji of several', cutIn('👨‍👩‍👧‍👦'), null],
    ['a flag', cutIn('🇰🇭'), null],
    ['a letter and its marks', cutIn('o\u0302\u0323'), null],
    ['Devanagari', cutIn('क्षि'), null],
    ['a line end of Windows', cutIn('\r\n'), null],
    ['spaces', cutIn('    '), null],
    ['an emoji, under a title', cutIn('🫠').slice('Notes. '.length), 'Notes'],
  ])('at %s is left out of the corpus once it is a test text', async (_, text, title) => {
    const file = fileWith(
      'notes.jsonl',
      jsonl([{ title, text }, ...documents(2).map((document) => ({ title, text: document.text }))]),
    );
    const { documents: all } = readCorpus([{ file, text: 'text', title: 'title' }]);
    await fillQueue(project.database, all, randomStream('label'), async (texts) =>
      Float32Array.from(texts.flatMap(() => [1, 0])),
    );
    for (;;) {
      const { next } = labelTask(project.database, draft, 'spread');
      if (!next) break;
      const isCut = next.source === 'notes.jsonl:1';
      if (isCut) {
        expect(next.text.length).toBeLessThanOrEqual(2000);
        expect(next.text.isWellFormed()).toBe(true);
        expect(`${title ? `${title}. ` : ''}${text}`.startsWith(next.text)).toBe(true);
      }
      giveLabel(project.database, { place: next.place, label: isCut ? 'good' : null }, BY);
    }
    const { gold } = withGivenGold(project, draft);
    expect(Object.keys(gold)).toEqual(['test']);
    const rows = readGold(gold, BY.labels, goldStream(0));
    const { documents: left, withheld } = withoutGold(all, rows);
    expect(withheld).toBe(1);
    expect(left.map(({ line }) => line)).toEqual([2, 3]);
  });
});

it('does not ask for a document that is deleted while its texts are looked at', async () => {
  const [titled, long, kept] = documents(3).map((document, i) => ({
    ...document,
    ...(i === 0 ? { title: 'Notes' } : {}),
    ...(i === 1 ? { text: 'harbour '.repeat(400).trim() } : {}),
  }));
  const deleteWhile = async (texts: readonly string[]) => {
    const keys = [titled!, long!].map(({ text }) => documentKey(text));
    project.database.run(
      "INSERT INTO deletions (at, keys, files) VALUES (1, ?, '[]')",
      JSON.stringify(keys),
    );
    return Float32Array.from(texts.flatMap(() => [1, 0]));
  };
  await fillQueue(project.database, [titled!, long!, kept!], randomStream('label'), deleteWhile);
  expect(project.database.column('SELECT text FROM label_queue')).toEqual([kept!.text]);
});

describe('labels chosen by uncertainty', () => {
  const texts = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ text: `${prefix} ${i}`, source: `x.csv:${i}` }));
  const queue = (count: number) =>
    queueUncertain(
      project.database,
      'students/s',
      texts('uncertain', count).map((text, i) => ({ ...text, uncertainty: i / 10 })),
    );
  const next = () => labelTask(project.database, draft, 'uncertainty').next;

  it('come the least certain first, and are seed only', async () => {
    await fill(60);
    queue(3);
    expect(next()?.text).toBe('uncertain 2');
    for (let i = 0; i < 3; i++) {
      giveLabel(project.database, { place: next()!.place, label: 'good' }, BY);
    }
    expect(next()).toBeNull();
    expect(countUncertain(project.database)).toEqual({ waiting: 0, labelled: 3 });
    const { splits } = labelTask(project.database, draft, 'spread');
    expect(splits.map(({ count }) => count)).toEqual([3, 0, 0]);
    undoLabel(project.database, 'Ada');
    expect(next()?.text).toBe('uncertain 0');
  });

  it('leave half of the documents to random labelling, which goes on in that half alone', async () => {
    await fill(200);
    queue(1);
    labelAll(40);
    const labelled = project.database
      .all<{ text: string }>('SELECT text FROM label_events JOIN label_queue USING (place)')
      .map(({ text }) => text);
    expect(labelled.every(isKeptForMeasuring)).toBe(true);
    const kept = documents(2000).filter(({ text }) => isKeptForMeasuring(text)).length;
    expect(kept).toBeGreaterThan(900);
    expect(kept).toBeLessThan(1100);
  });

  it('are never taken of texts that have a label', async () => {
    await fill(1);
    const { place, text } = labelTask(project.database, draft, 'spread').next!;
    giveLabel(project.database, { place, label: 'good' }, BY);
    queueUncertain(project.database, 's', [{ text, source: 'x:1', uncertainty: 0.5 }]);
    expect(countUncertain(project.database)).toEqual({ waiting: 0, labelled: 0 });
  });

  it('join a seed file that the user gave, and leave the other splits as they were drawn', () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      text: `gold ${i}`,
      label: i % 2 ? 'bad' : 'good',
    }));
    const file = fileWith('gold.jsonl', jsonl(rows));
    const part = { file, text: 'text', label: 'label', sample: 4 };
    const given = { ...draft, gold: { seed: part, validation: part, test: part } };
    const before = withGivenGold(project, given).gold;
    expect(before).toEqual(given.gold);
    queue(2);
    giveLabel(project.database, { place: next()!.place, label: 'bad' }, BY);
    const { gold } = withGivenGold(project, given);
    const textsOf = (split: 'seed' | 'validation' | 'test') =>
      readGold({ [split]: gold[split] }, BY.labels, goldStream(0)).map(({ text }) => text);
    const drawn = readGold(given.gold, BY.labels, goldStream(0));
    const drawnOf = (split: string) =>
      drawn.filter((row) => row.split === split).map(({ text }) => text);
    expect(textsOf('seed')).toEqual([...drawnOf('seed'), 'uncertain 1']);
    expect(textsOf('validation')).toEqual(drawnOf('validation'));
    expect(textsOf('test')).toEqual(drawnOf('test'));
    expect(() => readGold(gold, BY.labels, goldStream(0))).not.toThrow();
  });

  it('are those to whose label a student gives the least probability', async () => {
    const chosen = await chooseByUncertainty(texts('t', 80), randomStream('x'), async (drawn) =>
      drawn.map((text) => Number(text.slice(2)) / 100),
    );
    expect(chosen).toHaveLength(50);
    expect(chosen.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, i) => `t ${i}`));
    expect(chosen[0]!.uncertainty).toBe(1);
  });

  it('say what became of the texts that a student left open', () => {
    const corpus = fileWith('films.jsonl', jsonl(documents(40).map(({ text }) => ({ text }))));
    const seed = fileWith('seed.jsonl', jsonl([{ text: 'known', label: 'good' }]));
    const given = draftSchema.parse({
      ...draft,
      gold: { seed: { file: seed, text: 'text', label: 'label' } },
      corpus: [{ file: corpus, text: 'text' }],
    });
    const open = ['known', 'of my own', ...documents(40).map(({ text }) => text)];
    const outcome = queueFromUse(project.database, given, {
      student: 's',
      rows: open.map((text) => ({ text, source: 'x:1', label: 'good', confidence: 0.6 })),
    });
    const kept = documents(40).filter(({ text }) => isKeptForMeasuring(text)).length;
    expect(outcome.queued).toBe(41 - kept);
    expect(outcome.sentence).toContain(`${kept} texts are left alone`);
    expect(outcome.sentence).toContain('1 text is labelled already');
    expect(countUncertain(project.database).waiting).toBe(41 - kept);
  });
});
