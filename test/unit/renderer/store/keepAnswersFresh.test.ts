import { beforeEach, expect, it } from 'vitest';
import type { Snapshot } from '../../../../electron/contract/snapshot.ts';
import { useEngine } from '../../../../renderer/store/engineStore.ts';
import { keepAnswersFresh } from '../../../../renderer/store/keepAnswersFresh.ts';
import { queries } from '../../../../renderer/store/queries.ts';
import { queryClient } from '../../../../renderer/store/queryClient.ts';
import { filmDraft } from '../../../fixtures/filmDraft.ts';

type Project = NonNullable<Snapshot['project']>;

const PROJECT: Project = {
  folder: '/films.stillroom',
  name: 'films',
  draft: filmDraft(),
  gold: { seed: null, validation: null, test: null },
  runs: [{ id: 1, state: 'running', reason: null, recipes: ['s3'], seconds: 3 }],
  rows: { all: 4, kept: 4, open: 4, accepted: 0, rejected: 0 },
  deletions: 0,
  outgoing: null,
};

const JOB = { title: '', state: 'working', share: 0.5, detail: '', made: 0 } as const;

const KEYS = {
  recent: queries.start.recent.queryKey(),
  models: queries.models.list.queryKey(),
  settings: queries.settings.get.queryKey(),
  forms: queries.run.forms.queryKey(),
  counts: queries.export.counts.queryKey(),
  facets: queries.review.facets.queryKey(),
  page: queries.results.page.queryKey(),
  measured: queries.measures.page.queryKey(),
  preview: queries.prompts.preview.queryKey({ input: { templates: {} } }),
  used: [...queries.use.rows.key({ input: { order: 'given', from: 0, count: 100 } }), 'job 1'],
};

const state = (project: Project | null, jobs: Snapshot['jobs'] = []) =>
  useEngine.setState({ snapshot: { project, run: null, jobs }, isConnected: true });

/** The answers that are not to be trusted any more, by their names in KEYS. */
const stale = () =>
  Object.entries(KEYS)
    .filter(([, key]) => queryClient.getQueryState(key)?.isInvalidated)
    .map(([name]) => name);

keepAnswersFresh();
beforeEach(() => {
  state(PROJECT);
  queryClient.clear();
  for (const key of Object.values(KEYS)) queryClient.setQueryData(key, 'known');
});

it('leaves every answer alone while a run only goes on', () => {
  state({ ...PROJECT, runs: [{ ...PROJECT.runs[0]!, seconds: 4 }] });
  useEngine.setState({ notice: 'Saved.' });
  expect(stale()).toEqual([]);
});

it('asks anew what a finished run changes', () => {
  state({ ...PROJECT, runs: [{ ...PROJECT.runs[0]!, state: 'done' }] });
  expect(stale()).toEqual(['facets', 'page', 'measured', 'used']);
});

it('asks anew what a review changes', () => {
  state({ ...PROJECT, rows: { ...PROJECT.rows, open: 3, accepted: 1 } });
  expect(stale()).toEqual(['counts', 'facets', 'page', 'measured']);
});

it('asks for prompts anew once others are saved', () => {
  const { draft } = PROJECT;
  state({ ...PROJECT, draft: { ...draft, task: { ...draft.task, prompts: 'imdb' } } });
  expect(stale()).toEqual(['preview']);
});

it('asks anew for models when a download ends, and for what a student labelled as it goes on', () => {
  state(PROJECT, [{ ...JOB, id: '1', kind: 'use' }]);
  expect(stale()).toEqual(['used']);
  state(PROJECT, [{ ...JOB, id: '1', kind: 'download', state: 'done' }]);
  expect(stale()).toEqual(['models', 'used']);
});

it('asks anew for measures when one of them is made, and not while texts are read for it', () => {
  const job = { ...JOB, id: '1', kind: 'measure' } as const;
  state(PROJECT, [job]);
  queryClient.setQueryData(KEYS.measured, null);
  state(PROJECT, [{ ...job, detail: 'Reading 64 of 100 texts' }]);
  expect(stale()).toEqual([]);
  state(PROJECT, [{ ...job, made: 1 }]);
  expect(stale()).toEqual(['measured']);
});

it('forgets the answers of a project when another one is open, and keeps the machine’s', () => {
  state({ ...PROJECT, folder: '/letters.stillroom' });
  const known = Object.entries(KEYS).filter(([, key]) => queryClient.getQueryData(key));
  expect(known.map(([name]) => name)).toEqual(['recent', 'models', 'settings']);
  expect(stale()).toEqual(['recent']);
});

it('asks for everything anew after a lost connection', () => {
  useEngine.setState({ isConnected: false });
  expect(stale()).toEqual([]);
  state(PROJECT);
  expect(stale()).toEqual(Object.keys(KEYS));
});
