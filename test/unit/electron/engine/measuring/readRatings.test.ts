import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  BY_LABELS,
  BY_TEACHER,
  readRatings,
} from '../../../../../electron/engine/measuring/readRatings.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { answerAudit, beginAudit } from '../../../../../electron/engine/review/audit.ts';
import { act, recordImport, redo, undo } from '../../../../../electron/engine/review/review.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { measuredProject } from '../../../../fixtures/measuredProject.ts';

const LABELS = ['good', 'bad'];
const ADA = { reviewer: 'Ada', labels: LABELS };
const BEN = { reviewer: 'Ben', labels: LABELS };

let project: Project;
beforeEach(async () => {
  project = await measuredProject({
    rows: {
      's3/seed': [
        { text: 'one', label: 'good' },
        { text: 'two', label: 'bad' },
        { text: 'three', label: 'good', droppedBy: 'refusal' },
      ],
    },
  });
});
afterEach(() => project.close());

const ratings = () =>
  readRatings(project.database).map(({ row, rater, label }) => `${row} ${rater}: ${label}`);

it('takes what people accept for the label that the row then has', () => {
  act(project.database, [1], { kind: 'accept' }, ADA);
  expect(ratings()).toEqual(['1 Ada: good']);
  act(project.database, [1], { kind: 'relabel', label: 'bad', accept: false }, BEN);
  act(project.database, [1], { kind: 'accept' }, ADA);
  expect(ratings()).toEqual(['1 Ada: bad', '1 Ben: bad']);
});

it('takes nothing from rows that are rejected, skipped, remarked on, or not kept', () => {
  act(project.database, [1], { kind: 'reject' }, ADA);
  act(project.database, [2], { kind: 'skip' }, ADA);
  act(project.database, [2], { kind: 'comment', text: 'hm' }, ADA);
  act(project.database, [3], { kind: 'accept' }, ADA);
  expect(ratings()).toEqual([]);
});

it('leaves out what was undone, until it is done again', () => {
  act(project.database, [1], { kind: 'relabel', label: 'bad', accept: true }, ADA);
  act(project.database, [1], { kind: 'accept' }, BEN);
  undo(project.database, 'Ada');
  expect(ratings()).toEqual(['1 Ben: good']);
  redo(project.database, 'Ada');
  expect(ratings()).toEqual(['1 Ada: bad', '1 Ben: bad']);
});

it('counts imported decisions as those of their people, and none of an import that is undone', () => {
  const at = Date.parse('2096-01-01');
  recordImport(project.database, 'back.json', 'Ada', [
    { row: 1, action: { kind: 'accept' }, reviewer: 'Grace', at },
    { row: 2, action: { kind: 'relabel', label: 'good', accept: true }, reviewer: 'Alan', at },
  ]);
  expect(ratings()).toEqual(['1 Grace: good', '2 Alan: good']);
  undo(project.database, 'Ada');
  expect(ratings()).toEqual([]);
});

it('has what people said in audits beside what they accepted, and the last audit of each', () => {
  act(project.database, [1], { kind: 'accept' }, ADA);
  for (const label of ['bad', 'good']) {
    beginAudit(project.database, 2, 'Ada', randomStream('audit'));
    answerAudit(project.database, { row: 1, label }, LABELS);
    answerAudit(project.database, { row: 2, label: null }, LABELS);
  }
  expect(ratings()).toEqual(['1 Ada: good', '1 Ada, blind: good']);
});

it('has what the judges of the label gate said, until the text changes', async () => {
  const judged = await measuredProject({
    rows: { 's3/seed': [{ text: 'one', label: 'good' }] },
    judged: [{ byLabels: 'good', byTeacher: 'bad' }],
  });
  const said = () => readRatings(judged.database).map(({ rater, label }) => [rater, label]);
  expect(said()).toEqual([
    [BY_LABELS, 'good'],
    [BY_TEACHER, 'bad'],
  ]);
  act(judged.database, [1], { kind: 'edit', text: 'another' }, ADA);
  expect(said()).toEqual([]);
  judged.close();
});
