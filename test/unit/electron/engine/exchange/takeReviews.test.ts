import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeArgilla } from '../../../../../electron/engine/exchange/argilla.ts';
import { writeLabelStudio } from '../../../../../electron/engine/exchange/labelStudio.ts';
import { readOutsideFile } from '../../../../../electron/engine/exchange/readOutsideFile.ts';
import { planReviews, takeReviews } from '../../../../../electron/engine/exchange/takeReviews.ts';
import { rowTable } from '../../../../../electron/engine/export/rowTable.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import {
  act,
  eventsOf,
  redo,
  rowsById,
  undo,
} from '../../../../../electron/engine/review/review.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';
import { fileWith, refusalOf } from '../import/files.ts';

const LABELS = ['good', 'bad'];
const BY = { reviewer: 'Ada', labels: LABELS };
let project: Project;

beforeEach(async () => {
  project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
    { text: 'three', label: 'good' },
    { text: 'four', label: 'bad' },
    { text: 'five', label: 'good' },
  ]);
  act(project.database, [1], { kind: 'accept' }, BY);
});
afterEach(() => project.close());

const rows = () => rowsById(project.database, [1, 2, 3, 4, 5]);
const sent = () => [
  ...rowTable(project.database, { only: 'notRejected', reviewerNames: false }).rows,
];
const read = (content: unknown, name = 'back.json') =>
  readOutsideFile(fileWith(name, JSON.stringify(content)));
const take = (content: unknown) =>
  takeReviews(project.database, read(content), { ...BY, name: 'back.json' });
const plan = (content: unknown) => planReviews(project.database, read(content), LABELS).found;

interface Task {
  data: Record<string, string>;
  annotations?: Record<string, unknown>[];
  predictions?: { result: unknown[] }[];
}

const tasks = () => JSON.parse(writeLabelStudio(sent())) as Task[];
const choice = (from_name: string, value: string) => ({
  from_name,
  to_name: 'text',
  type: 'choices',
  id: 'x',
  value: { choices: [value] },
});
const LATER = '2096-01-01T00:00:00Z';
const annotation = (result: unknown[], more: object = {}) => ({
  result,
  was_cancelled: false,
  created_at: LATER,
  completed_by: 3,
  ...more,
});

describe('Label Studio, there and back', () => {
  it('gives accepted rows as annotations and the others as predictions', () => {
    const [one, two] = tasks();
    expect(one!.annotations![0]!.result).toEqual([
      { from_name: 'label', to_name: 'text', type: 'choices', value: { choices: ['good'] } },
    ]);
    expect(one!.predictions).toBeUndefined();
    expect(two!.annotations).toBeUndefined();
    expect(two!.predictions![0]!.result).toHaveLength(1);
    expect(two!.data).toEqual({
      text: 'two',
      label: 'bad',
      state: 'open',
      origin: 's3/seed/generate@abcdef01#1',
      reviewer: '',
      comment: '',
      original_text: 'two',
      original_label: 'bad',
      edited: false,
    });
  });

  it('changes nothing where nobody changed anything', () => {
    expect(plan(tasks())).toMatchObject({ records: 5, changedRows: 0, changes: {}, unknown: 0 });
    expect(refusalOf(() => take(tasks()))).toBe('back.json changes nothing here.');
  });

  it('brings back what people accepted, relabelled, edited, rejected and skipped', () => {
    const [one, two, three, four, five] = tasks();
    const ada = { completed_by: { id: 7, first_name: 'Grace', last_name: 'Hopper', email: 'g@x' } };
    const corrected = {
      from_name: 'corrected',
      to_name: 'text',
      type: 'textarea',
      value: { text: ['three, mended'] },
    };
    const back = [
      one,
      { ...two, annotations: [annotation([choice('label', 'bad')], ada)] },
      { ...three, annotations: [annotation([choice('label', 'bad'), corrected])] },
      { ...four, annotations: [annotation([choice('decision', 'reject')])] },
      { ...five, annotations: [annotation([], { was_cancelled: true })] },
      { data: { text: 'stranger', origin: 's3/seed/generate@99#9' }, annotations: [] },
    ];
    expect(plan(back)).toEqual({
      program: 'Label Studio',
      records: 6,
      changedRows: 4,
      changes: { accept: 1, edit: 1, relabel: 1, reject: 1, skip: 1 },
      disagreeing: 0,
      undecided: 0,
      newerHere: 0,
      unknown: 1,
      unknownExample: 's3/seed/generate@99#9',
      reviewers: ['Grace Hopper', 'Label Studio user 3'],
    });
    const before = rows();
    expect(take(back).sentence).toBe('took back.json over: 4 rows changed');
    expect(rows()).toMatchObject([
      { state: 'accepted', reviewer: 'Ada' },
      { state: 'accepted', label: 'bad', reviewer: 'Grace Hopper' },
      { state: 'accepted', label: 'bad', text: 'three, mended', reviewer: 'Label Studio user 3' },
      { state: 'rejected' },
      { state: 'skipped' },
    ]);
    expect(eventsOf(project.database, 2)[0]).toMatchObject({ at: Date.parse(LATER) });
    // all of it is one action of hers
    expect(undo(project.database, 'Ada').sentence).toBe(
      'Undone: took back.json over: 4 rows changed',
    );
    expect(rows()).toEqual(before);
    expect(() => undo(project.database, 'Label Studio user 3')).toThrow('nothing of yours');
    redo(project.database, 'Ada');
    expect(rows()[3]!.state).toBe('rejected');
    undo(project.database, 'Ada');
    expect(undo(project.database, 'Ada').sentence).toBe('Undone: accepted 1 row');
    expect(rows()[0]!.state).toBe('open');
  });

  it('lets the last of several people decide, and says that they do not agree', () => {
    const [, two] = tasks();
    const back = [
      {
        ...two,
        annotations: [
          annotation([choice('decision', 'reject')], { created_at: '2096-02-02T00:00:00Z' }),
          annotation([choice('label', 'bad')]),
        ],
      },
    ];
    expect(plan(back)).toMatchObject({ disagreeing: 1, changedRows: 1 });
    take(back);
    expect(rows()[1]!.state).toBe('rejected');
  });

  it('leaves tasks of other projects out, whatever they have', () => {
    const [, two] = tasks();
    const relabelled = { ...two, annotations: [annotation([choice('label', 'good')])] };
    const other = (data: object) => ({
      data,
      annotations: [annotation([choice('label', 'urgent')])],
    });
    const back = [relabelled, other({ text: 'an order', ticket: 17 }), other({ text: 17 })];
    expect(plan(back)).toMatchObject({ unknown: 2, changedRows: 1, undecided: 0 });
    take(back);
    expect(rows()[1]).toMatchObject({ label: 'good', state: 'accepted' });
    expect(rows()[2]!.state).toBe('open');
  });

  it('names a person by what the file has of them', () => {
    const [, two] = tasks();
    const by = (completed_by: unknown) =>
      plan([{ ...two, annotations: [annotation([choice('label', 'good')], { completed_by })] }])
        .reviewers;
    expect(by({ id: 3, email: null, first_name: '', last_name: '' })).toEqual([
      'Label Studio user 3',
    ]);
    expect(by({ id: 3, email: 'a@b.c', first_name: null, last_name: null })).toEqual(['a@b.c']);
    expect(by({ id: 3, email: '', first_name: 'Ada', last_name: null })).toEqual(['Ada']);
    expect(by(null)).toEqual([]);
  });

  it('takes several labels for no decision', () => {
    const [, two, three, four] = tasks();
    const both = { ...choice('label', 'good'), value: { choices: ['good', 'bad'] } };
    const back = [
      { ...two, annotations: [annotation([both])] },
      { ...three, annotations: [annotation([choice('label', 'good'), choice('label', 'bad')])] },
      { ...four, annotations: [annotation([{ ...both, value: { choices: ['good', 'good'] } }])] },
    ];
    expect(plan(back)).toMatchObject({ undecided: 2, changedRows: 1, unknown: 0 });
    take(back);
    expect(rows().map(({ state }) => state)).toEqual([
      'accepted',
      'open',
      'open',
      'accepted',
      'open',
    ]);
  });

  it('knows a label however its letters are composed', () => {
    const [, two] = tasks();
    const back = [{ ...two, annotations: [annotation([choice('label', ' good ')])] }];
    expect(plan(back)).toMatchObject({ changedRows: 1 });
  });

  it('leaves rows that were reviewed here since as they are', () => {
    const [, two] = tasks();
    const early = { created_at: '2020-01-01T00:00:00Z' };
    act(project.database, [2], { kind: 'reject' }, BY);
    const back = [{ ...two, annotations: [annotation([choice('label', 'good')], early)] }];
    expect(plan(back)).toMatchObject({ newerHere: 1, changedRows: 0 });
  });

  it('says what is wrong with a file, and changes nothing', () => {
    const [, two] = tasks();
    const strange = [{ ...two, annotations: [annotation([choice('label', 'meh')])] }];
    expect(refusalOf(() => take(strange))).toContain('has the label meh, which the task lacks');
    expect(refusalOf(() => read([{ text: 'a', label: 'good', annotator: 1 }]))).toContain(
      'not JSON-MIN',
    );
    expect(refusalOf(() => read([{ data: { origin: 7 } }]))).toContain(
      'back.json, record 1: data.origin',
    );
    expect(refusalOf(() => readOutsideFile(fileWith('x.json', '{"a"')))).toContain('is not JSON');
    expect(refusalOf(() => read({}))).toContain('no list of records');
    expect(rows()[1]!.state).toBe('open');
  });
});

describe('Argilla, there and back', () => {
  interface ArgillaRecord {
    id: string;
    suggestions: Record<string, { value: string; score: null; agent: string }>;
    responses: Record<string, { value: string; user_id: string }[]>;
  }
  const records = () => JSON.parse(writeArgilla(sent())) as ArgillaRecord[];
  const USER = '5d7e8f00-1111-2222-3333-444455556666';
  const answer = (value: string) => [{ value, user_id: USER }];

  it('gives every row as a suggestion, with the fields that its library reads', () => {
    const [, two] = records();
    expect(two).toEqual({
      id: 's3/seed/generate@abcdef01#1',
      fields: { text: 'two' },
      metadata: {
        label: 'bad',
        state: 'open',
        reviewer: '',
        comment: '',
        original_text: 'two',
        original_label: 'bad',
        edited: 'false',
      },
      suggestions: {
        label: { value: 'bad', score: null, agent: 'stillroom' },
        corrected: { value: 'two', score: null, agent: 'stillroom' },
      },
      responses: {},
      vectors: {},
    });
    expect(plan(records())).toMatchObject({ program: 'Argilla', changedRows: 0 });
  });

  it('takes several labels, as of a question with several, for no decision', () => {
    const [, two, three] = records();
    const several = (value: unknown) => ({ label: [{ value, user_id: USER }] });
    const back = [
      { ...two, responses: several(['good', 'bad']) },
      { ...three, responses: several(['bad']) },
    ];
    expect(plan(back)).toMatchObject({ undecided: 1, changedRows: 1 });
    take(back);
    expect(rows()[1]).toMatchObject({ label: 'bad', state: 'open' });
    expect(rows()[2]).toMatchObject({ label: 'bad', state: 'accepted' });
  });

  it('brings back what people submitted, corrected and rejected', () => {
    const [one, two, three, four, five] = records();
    const back = [
      { ...one, _server_id: 'f', responses: { label: answer('good'), corrected: answer('one') } },
      { ...two, responses: { label: answer('good') } },
      { ...three, responses: { label: answer('good'), corrected: answer('III') } },
      { ...four, responses: { decision: answer('reject') } },
      { ...five, responses: { label: [{ ...answer('bad')[0], status: 'draft' }] } },
      { ...five, id: 'elsewhere', responses: { label: answer('bad') } },
    ];
    expect(plan(back)).toMatchObject({
      changedRows: 3,
      changes: { relabel: 1, edit: 1, accept: 1, reject: 1 },
      unknown: 1,
      reviewers: ['Argilla user 5d7e8f00'],
    });
    take(back);
    expect(rows()).toMatchObject([
      { state: 'accepted', reviewer: 'Ada' },
      { state: 'accepted', label: 'good', reviewer: 'Argilla user 5d7e8f00' },
      { state: 'accepted', text: 'III' },
      { state: 'rejected' },
      { state: 'open' },
    ]);
    undo(project.database, 'Ada');
    expect(rows().map(({ state }) => state)).toEqual(['accepted', ...Array(4).fill('open')]);
  });
});
