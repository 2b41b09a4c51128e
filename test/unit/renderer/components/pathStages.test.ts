import { expect, test } from 'vitest';
import type { ProjectSummary } from '../../../../electron/contract/snapshot.ts';
import { nextStage, pathStages } from '../../../../renderer/components/pathStages.ts';
import { filmDraft } from '../../../fixtures/filmDraft.ts';

const NO_ROWS = { all: 0, kept: 0, open: 0, accepted: 0, rejected: 0 };
const DONE = { id: 1, state: 'done', reason: null, recipes: ['S3'], seconds: 60 } as const;

const project = (change: Partial<ProjectSummary>): ProjectSummary => ({
  folder: '/films.stillroom',
  name: 'films',
  draft: filmDraft(),
  gold: { seed: null, validation: null, test: null },
  runs: [],
  rows: NO_ROWS,
  deletions: 0,
  outgoing: null,
  ...change,
});

const GOLD = { seed: 80, validation: 40, test: 200 };
const WRITTEN = { all: 120, kept: 110, open: 110, accepted: 0, rejected: 0 };

test.each([
  ['no labelled texts', {}, 'label', 'no seed, validation, test texts', 'Label texts'],
  [
    'one split is missing',
    { gold: { ...GOLD, test: null } },
    'label',
    'no test texts',
    'Label texts',
  ],
  ['labels and no run', { gold: GOLD }, 'run', '320 labelled texts', 'Write rows'],
  [
    'rows that nobody looked at',
    { gold: GOLD, runs: [DONE], rows: WRITTEN },
    'review',
    '320 labelled texts',
    'Review 110 rows',
  ],
  [
    'a review that has begun',
    { gold: GOLD, runs: [DONE], rows: { ...WRITTEN, open: 100, accepted: 10 } },
    'results',
    '320 labelled texts',
    'Look at the results',
  ],
] as const)('the next step of a project: %s', (_, change, screen, labels, action) => {
  const stages = pathStages(project(change), null);
  expect(stages.map(({ name }) => name)).toEqual([
    'Data',
    'Labels',
    'Write',
    'Review',
    'Measure',
    'Use',
  ]);
  expect(stages.find(({ name }) => name === 'Labels')!.state).toBe(labels);
  const next = nextStage(stages, 'project')!;
  expect([next.screens[0], next.action]).toEqual([screen, action]);
});

test('a stage has its mark when all of it is done', () => {
  const marked = (rows: ProjectSummary['rows']) =>
    pathStages(project({ gold: GOLD, runs: [DONE], rows }), null)
      .filter(({ isDone }) => isDone)
      .map(({ name }) => name);
  expect(marked(NO_ROWS)).not.toContain('Review');
  expect(marked({ ...WRITTEN, open: 100, accepted: 10 })).not.toContain('Review');
  expect(marked({ ...WRITTEN, open: 0, accepted: 110 })).toContain('Review');
});

test('behind the results the path leads to the use of a student', () => {
  const stages = pathStages(
    project({ gold: GOLD, runs: [DONE], rows: { ...WRITTEN, open: 0, accepted: 110 } }),
    null,
  );
  expect(nextStage(stages, 'results')!.action).toBe('Label texts with the student');
  expect(stages.map(({ state }) => state).slice(2)).toEqual([
    '110 rows',
    'all reviewed',
    'results of 1 run',
    'a student is ready',
  ]);
});

test('a run that works is what there is to look at, and pairs are labelled elsewhere', () => {
  const draft = filmDraft();
  const pairs = { ...draft, task: { ...draft.task, kind: 'text-pair-classification' as const } };
  const stages = pathStages(project({ gold: GOLD, draft: pairs }), { state: 'running' });
  expect(stages.find(({ name }) => name === 'Write')).toMatchObject({
    state: 'running',
    action: 'Watch the run',
  });
  expect(stages.map(({ screens }) => screens[0])).toEqual([
    'project',
    'project',
    'run',
    'review',
    'results',
    'export',
  ]);
});
