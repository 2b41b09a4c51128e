import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Engine } from './connection.ts';
import { useEngine } from './engineStore.ts';
import { queries } from './queries.ts';
import { queryClient } from './queryClient.ts';

interface Freshness {
  /** Whether the answers belong to the open project, and are dropped when another one is opened. */
  readonly isOfProject: boolean;
  /** The part of the engine's state on which the answers depend. */
  readonly changesWith: (snapshot: Snapshot) => unknown;
}

const folder = ({ project }: Snapshot) => project?.folder;
const rows = ({ project }: Snapshot) => [project?.rows, project?.deletions];
const runs = ({ project }: Snapshot) => project?.runs.map(({ id, state }) => [id, state]);
const nothing = () => null;

/** The rule for each part of the contract; `watch` is the state itself. */
const parts: Readonly<Record<Exclude<keyof Engine, 'watch'>, Freshness>> = {
  start: { isOfProject: false, changesWith: folder },
  project: { isOfProject: true, changesWith: nothing },
  files: { isOfProject: true, changesWith: nothing },
  // only the page requests it again: a text must not change between reading it and pressing the key
  // that labels it
  label: { isOfProject: true, changesWith: nothing },
  audit: { isOfProject: true, changesWith: nothing },
  prompts: { isOfProject: true, changesWith: ({ project }) => project?.draft },
  corpus: {
    isOfProject: true,
    changesWith: (snapshot) => [
      snapshot.project?.draft.corpus,
      snapshot.project?.deletions,
      runs(snapshot),
    ],
  },
  attributes: {
    isOfProject: true,
    changesWith: (snapshot) => [
      snapshot.project?.draft.task,
      snapshot.project?.draft.attributes,
      snapshot.jobs
        .filter(({ kind }) => kind === 'attributes')
        .map(({ id, state, made }) => [id, state, made]),
    ],
  },
  run: { isOfProject: true, changesWith: nothing },
  review: { isOfProject: true, changesWith: (snapshot) => [rows(snapshot), runs(snapshot)] },
  results: { isOfProject: true, changesWith: (snapshot) => [rows(snapshot), runs(snapshot)] },
  measures: {
    isOfProject: true,
    changesWith: (snapshot) => [
      rows(snapshot),
      runs(snapshot),
      // each measure is shown as soon as it is made
      snapshot.jobs
        .filter(({ kind }) => kind === 'measure')
        .map(({ id, state, made }) => [id, state, made]),
    ],
  },
  use: {
    isOfProject: true,
    changesWith: (snapshot) => [
      snapshot.project?.deletions,
      runs(snapshot),
      snapshot.jobs.filter(({ kind }) => kind === 'use'),
    ],
  },
  export: { isOfProject: true, changesWith: rows },
  tables: { isOfProject: false, changesWith: nothing },
  models: {
    isOfProject: false,
    changesWith: ({ jobs }) =>
      jobs.filter(({ kind, state }) => kind === 'download' && state !== 'working').length,
  },
  endpoints: { isOfProject: false, changesWith: nothing },
  settings: { isOfProject: false, changesWith: nothing },
};

/**
 * Invalidates answers when the engine's state shows that they have changed, or after a lost
 * connection.
 */
export function keepAnswersFresh(): void {
  useEngine.subscribe(({ snapshot, isConnected }, before) => {
    if (snapshot === null || before.snapshot === null) return;
    const isBack = isConnected && !before.isConnected;
    if (snapshot === before.snapshot && !isBack) return;
    const hasOtherProject = folder(snapshot) !== folder(before.snapshot);
    for (const part of Object.keys(parts) as (keyof typeof parts)[]) {
      const { isOfProject, changesWith } = parts[part];
      const answers = { queryKey: queries[part].key() };
      const state = JSON.stringify(changesWith(snapshot));
      if (isOfProject && hasOtherProject) void queryClient.resetQueries(answers);
      else if (isBack || state !== JSON.stringify(changesWith(before.snapshot))) {
        void queryClient.invalidateQueries(answers);
      }
    }
  });
}
