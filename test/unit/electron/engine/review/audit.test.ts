import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { answerAudit, auditOf, beginAudit } from '../../../../../electron/engine/review/audit.ts';
import { act, rowsById } from '../../../../../electron/engine/review/review.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

const LABELS = ['good', 'bad'];

let project: Project;
beforeEach(async () => {
  project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
    { text: 'three', label: 'good' },
    { text: 'four', label: 'good', droppedBy: 'refusal' },
  ]);
});
afterEach(() => project.close());

it('samples only what would be exported, shows no label, and counts agreement', () => {
  act(project.database, [2], { kind: 'reject' }, { reviewer: 'Ada', labels: [] });
  let audit = beginAudit(project.database, 50, 'Ada', randomStream('audit'));
  expect(audit).toMatchObject({ size: 2, answered: 0, agreed: 0, ci95: null });
  const seen: string[] = [];
  for (const label of ['good', null]) {
    expect(Object.keys(audit.next!)).toEqual(['row', 'context', 'text']);
    seen.push(audit.next!.text);
    audit = answerAudit(project.database, { row: audit.next!.row, label }, LABELS);
  }
  expect(seen.toSorted()).toEqual(['one', 'three']);
  expect(audit).toMatchObject({ answered: 2, agreed: 1, next: null });
  // Wilson's interval of 1 in 2
  expect(audit.ci95![0]).toBeCloseTo(0.0945, 3);
  expect(audit.ci95![1]).toBeCloseTo(0.9055, 3);
});

it('measures the label that the row had when it was drawn', () => {
  const audit = beginAudit(project.database, 1, 'Ada', randomStream('audit'));
  const { row } = audit.next!;
  const { label } = rowsById(project.database, [row])[0]!;
  const other = label === 'good' ? 'bad' : 'good';
  const by = { reviewer: 'Ada', labels: ['good', 'bad'] };
  act(project.database, [row], { kind: 'relabel', label: other, accept: true }, by);
  expect(answerAudit(project.database, { row, label: other }, LABELS).agreed).toBe(0);
});

it('takes one answer for each text, and says when there is nothing to audit', () => {
  expect(auditOf(project.database)).toBeNull();
  const { next } = beginAudit(project.database, 1, 'Ada', randomStream('audit'));
  answerAudit(project.database, { row: next!.row, label: 'good' }, LABELS);
  const again = { row: next!.row, label: 'bad' };
  expect(() => answerAudit(project.database, again, LABELS)).toThrow('not waiting');
  const unknown = { row: next!.row, label: 'ugly' };
  expect(() => answerAudit(project.database, unknown, LABELS)).toThrow('has no label ugly');
  act(project.database, [1, 2, 3], { kind: 'reject' }, { reviewer: 'Ada', labels: [] });
  expect(() => beginAudit(project.database, 5, 'Ada', randomStream('x'))).toThrow('no rows');
});
